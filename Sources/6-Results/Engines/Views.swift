import Torch
import Training

/// The views of an image that a recipe averages over: quarter turns and mirrored ones.
struct Views {
    private let mirror: Bool
    private let turns: [Int]

    init(_ views: TestTimeViews) {
        mirror = views.mirror
        turns = views.turns == 1 ? [0] : views.turns == 2 ? [0, 2] : [0, 1, 2, 3]
    }

    /// Number of views.
    var count: Int { turns.count * (mirror ? 2 : 1) }

    /// View number `index` of square images (N, 3, H, H); 0 is the images as they are.
    func view(_ index: Int, of images: Tensor) throws(TorchError) -> Tensor {
        let mirrored = index >= turns.count ? try images.flip([3]) : images
        let turned: Tensor =
            switch turns[index % turns.count] {
            case 1: try mirrored.transpose(2, 3).flip([2])
            case 2: try mirrored.flip([2, 3])
            case 3: try mirrored.transpose(2, 3).flip([3])
            default: mirrored
            }
        return try turned.contiguous(.channelsLast)
    }
}
