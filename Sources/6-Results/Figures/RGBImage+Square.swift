import Images

extension RGBImage {
    /// The square in the middle, with no more pixels a side than `most`.
    func square(most: Int) -> RGBImage {
        let side = min(width, height)
        var square = RGBImage(width: side, height: side)
        square.draw(self, left: -(width - side) / 2, top: -(height - side) / 2)
        return side <= most ? square : square.resized(width: most, height: most, filter: .bicubic)
    }
}
