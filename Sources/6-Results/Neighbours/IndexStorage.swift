internal import Files
internal import Glibc

/// The bytes of an index, in memory or in a mapped file, and what they mean.
final class IndexStorage: @unchecked Sendable {  // written by IndexBuilder alone, before anyone else has it
    private(set) var layout: IndexLayout
    private let base: UnsafeMutableRawPointer
    /// Nil where the bytes are in memory.
    private let file: MappedFile?
    /// The lowest first.
    let layers: [IndexLayer]

    /// Room for an index, all of it 0.
    init(_ layout: IndexLayout) {
        self.layout = layout
        let base = UnsafeMutableRawPointer.allocate(byteCount: layout.size, alignment: 64)
        memset(base, 0, layout.size)
        (self.base, file) = (base, nil)
        layers = Self.layers(layout, base)
    }

    /// Maps a file. Throws ``InputError`` where it is no index, or not whole.
    init(_ path: String) throws {
        let file = try MappedFile(path)
        layout = try IndexLayout(file.bytes, path: path)
        guard let address = file.bytes.baseAddress else { preconditionFailure("an index has a header") }
        // Only read from here on: the pages are not writable.
        base = UnsafeMutableRawPointer(mutating: address)
        self.file = file
        layers = Self.layers(layout, base)
    }

    deinit { if file == nil { base.deallocate() } }

    private static func layers(_ layout: IndexLayout, _ base: UnsafeMutableRawPointer) -> [IndexLayer] {
        let lowest = IndexLayer(
            links: words(layout.lowest, base), count: layout.rows, degree: layout.lowestDegree, rows: nil)
        let rows = UnsafePointer(words(layout.upperRows, base))
        return [lowest]
            + zip(layout.upper, layout.upperLinks).map { count, place in
                IndexLayer(links: words(place, base), count: count, degree: layout.degree, rows: rows)
            }
    }

    private static func words(_ place: IndexLayout.Place, _ base: UnsafeMutableRawPointer) -> UnsafeMutablePointer<
        Int32
    > {
        (base + place.start).assumingMemoryBound(to: Int32.self)
    }

    func words(_ place: IndexLayout.Place) -> UnsafeMutableBufferPointer<Int32> {
        UnsafeMutableBufferPointer(start: Self.words(place, base), count: place.count)
    }

    /// Writes all as a file, atomically; the same index gives the same bytes.
    ///
    /// - Parameter sum: SHA-256 of the file of vectors.
    /// - Throws: ``WriteError``; nothing is then left under `path`.
    func write(to path: String, sum: String) throws {
        layout.sum = sum
        try AtomicFile.write(path) { sink in
            try sink.write(layout.bytes)
            try sink.write(
                UnsafeRawBufferPointer(
                    start: base + IndexLayout.headerSize, count: layout.size - IndexLayout.headerSize))
        }
    }
}
