/// Pixels on a side of a picture, where neither the user nor a survey's service states it.
///
/// Services scale pictures by themselves and may change how; 256 keep what they draw of four Petrosian radii. From tiles
/// pictures are made in the size that the paper's network takes, 224 (Khan et al. 2019, arXiv:1812.02183).
public enum PictureSize {
    public static let fromTiles = 224
    public static let fromService = 256
    /// Sizes that can be asked for.
    public static let range = 8...4096
}
