extension FITSFile {
    /// Size of one image array: width, height and the number of planes behind them (1 for a plain image). Further axes of
    /// one element, as radio images have them, are passed over.
    public struct Shape: Sendable, Equatable {
        public let width, height, planes: Int
        /// Which axis the planes lie along, from 0; 2 for most cubes.
        let planeAxis: Int
        public let type: FITSImage.PixelType
        /// Size of the tiles that are compressed one by one; nil when the image is not compressed.
        public let compressedTile: (width: Int, height: Int)?

        /// True for numbers that are read unchecked, so that infinities stay what they are. Those of a compressed image are
        /// whole numbers of a step, with one that stands for a blank.
        var keepsInfinities: Bool { (type == .float32 || type == .float64) && compressedTile == nil }

        /// The element at a pixel of a plane, from 1 along each axis that FITS may have here.
        func element(x: Int, y: Int, plane: Int) -> [Int] {
            var element = [Int](repeating: 1, count: FITSFile.mostAxes)
            (element[0], element[1]) = (x + 1, y + 1)
            element[planeAxis] = plane + 1
            return element
        }

        public static func == (left: Shape, right: Shape) -> Bool {
            left.width == right.width && left.height == right.height && left.planes == right.planes
                && left.type == right.type && left.compressedTile?.width == right.compressedTile?.width
                && left.compressedTile?.height == right.compressedTile?.height
        }
    }
}
