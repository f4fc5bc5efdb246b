internal import Files

/// What stands where in an index: a header of 1,024 bytes, then arrays of little-endian words, each at a multiple of 64.
struct IndexLayout: Equatable {
    /// Rows of the matrix, and numbers in each.
    var (rows, dimension) = (0, 0)
    var metric = NeighbourMetric.euclidean
    /// Most links of a node in the lowest layer, and in the others.
    var (lowestDegree, degree) = (0, 0)
    /// Nodes of each layer above the lowest, falling.
    var upper: [Int] = []
    /// Rows whose vector is that of an earlier row; they are no nodes.
    var repeats = 0
    /// Settings that the links depend on.
    var (breadth, seed) = (0, UInt64(0))
    /// Nodes of the lowest layer.
    var nodes = 0
    /// SHA-256 of the file of vectors, in hexadecimal; empty where they are of no file.
    var sum = ""

    static let headerSize = 1024
    private static let magic = Array("TuningForkAlike1".utf8)
    private static let mostLayers = 64
    private static let sumLength = 64

    /// Where an array begins, and its words.
    struct Place: Equatable {
        let start: Int
        let count: Int
        var end: Int { (start + 4 * count + 63) / 64 * 64 }
    }

    /// Axes (row, link).
    var lowest: Place { Place(start: Self.headerSize, count: rows * lowestDegree) }
    /// The row of each node of the upper layers.
    var upperRows: Place { Place(start: lowest.end, count: upper.first ?? 0) }
    /// Links of each upper layer, axes (node, link).
    var upperLinks: [Place] {
        var places: [Place] = []
        for count in upper { places.append(Place(start: (places.last ?? upperRows).end, count: count * degree)) }
        return places
    }
    /// Pairs of the first row and a later one that has its vector, ascending.
    var repeatsByFirst: Place { Place(start: (upperLinks.last ?? upperRows).end, count: 2 * repeats) }
    /// Pairs of such a later row and the first, ascending.
    var repeatsByLater: Place { Place(start: repeatsByFirst.end, count: 2 * repeats) }
    /// Bytes of the whole.
    var size: Int { repeatsByLater.end }

    private var numbers: [Int] {
        [rows, dimension, metric == .euclidean ? 0 : 1, lowestDegree, degree, repeats, breadth, nodes]
            + [Int(bitPattern: UInt(seed)), upper.count] + upper
    }

    /// The header.
    var bytes: [UInt8] {
        precondition(upper.count <= Self.mostLayers, "\(upper.count) layers")
        var bytes = Self.magic
        bytes += Array(sum.utf8) + [UInt8](repeating: 0, count: Self.sumLength - sum.utf8.count)
        for number in numbers {
            withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 }
        }
        return bytes + [UInt8](repeating: 0, count: Self.headerSize - bytes.count)
    }

    init() {}

    /// Reads the header of a file. Throws ``InputError`` where it is none, or the file has another length than it says.
    init(_ file: UnsafeRawBufferPointer, path: String) throws(InputError) {
        func damaged(_ problem: String) -> InputError {
            InputError(file: path, problem: problem, remedy: "Remove it: it is made again")
        }
        guard file.count >= Self.headerSize, file.starts(with: Self.magic) else {
            throw InputError(
                file: path, problem: "this is not an index of neighbours", remedy: "Give another name for the index")
        }
        let text = file[Self.magic.count..<Self.magic.count + Self.sumLength]
        sum = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        let start = Self.magic.count + Self.sumLength
        let found = (0..<10 + Self.mostLayers).map { place in
            Int(Int64(littleEndian: file.loadUnaligned(fromByteOffset: start + 8 * place, as: Int64.self)))
        }
        let sound =
            found[..<8].allSatisfy { (0...Int(Int32.max)).contains($0) }
            && (0...Self.mostLayers).contains(found[9]) && found[2] < 2
        guard sound else { throw damaged("the index's header is damaged") }
        (rows, dimension, metric) = (found[0], found[1], found[2] == 0 ? .euclidean : .cosine)
        (lowestDegree, degree, repeats, breadth, nodes) = (found[3], found[4], found[5], found[6], found[7])
        (seed, upper) = (UInt64(UInt(bitPattern: found[8])), Array(found[10..<10 + found[9]]))
        let falls = zip([rows] + upper, upper).allSatisfy { $0 >= $1 && $1 > 0 }
        guard falls, repeats <= rows, nodes <= rows, (1..<1 << 12).contains(lowestDegree),
            (1..<1 << 12).contains(degree),
            upper.isEmpty == (nodes == 0)
        else { throw damaged("the index's header is damaged") }
        guard size == file.count else {
            throw damaged("the index has \(file.count) bytes, \(size) by its header: it was cut off or changed")
        }
    }
}
