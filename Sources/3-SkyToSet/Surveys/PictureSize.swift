/// Pixels on a side of a picture, where neither the user nor a survey's service states it.
///
/// Two numbers for one thing: stores that were begun with either go on. What counts is, the last first: this, a service's
/// own ``SurveyService/pictureSize``, what the user states.
public enum PictureSize {
    public static let fromTiles = 224
    public static let fromService = 256
    /// Sizes that can be asked for.
    public static let range = 8...4096
}
