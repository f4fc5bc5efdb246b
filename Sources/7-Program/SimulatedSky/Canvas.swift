/// Three bands of one tile while it is being painted: nanomaggies a pixel, first row at the bottom.
struct Canvas {
    let width, height: Int
    /// g, r, i.
    var bands: [[Float]]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bands = [[Float]](repeating: [Float](repeating: 0, count: width * height), count: 3)
    }
}
