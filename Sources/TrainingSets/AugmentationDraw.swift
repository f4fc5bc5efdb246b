internal import Foundation
internal import Images

/// The numbers drawn from an `Augmentation` for one picture in one training epoch.
struct AugmentationDraw: Sendable, Equatable {
    /// From −0.5…0.5 of the drawn picture to −0.5…0.5 of the prepared one.
    var geometry = AffineMap.identity

    static let none = AugmentationDraw()

    private init() {}

    init(_ augmentation: Augmentation, from generator: inout SeededGenerator) {
        let angle = generator.uniform(in: -1...1) * augmentation.rotation * .pi / 180
        let zoomX = generator.uniform(in: augmentation.zoom)
        let ownZoomY = generator.uniform(in: augmentation.zoom)
        let zoomY = augmentation.zoomsAxesApart ? ownZoomY : zoomX
        let shiftX = generator.uniform(in: -1...1) * augmentation.shift
        let shiftY = generator.uniform(in: -1...1) * augmentation.shift
        let flipX = generator.chance(0.5) && augmentation.flipsHorizontally
        let flipY = generator.chance(0.5) && augmentation.flipsVertically
        let stretch = AffineMap(xx: flipX ? -zoomX : zoomX, xy: 0, yx: 0, yy: flipY ? -zoomY : zoomY)
        let turn = AffineMap(
            xx: cos(angle), xy: -sin(angle), yx: sin(angle), yy: cos(angle), x0: shiftX, y0: shiftY)
        geometry = stretch.followed(by: turn)
    }
}
