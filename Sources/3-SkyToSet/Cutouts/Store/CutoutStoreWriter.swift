public import Files
internal import Glibc
internal import Synchronization

/// Puts cutouts into a store; see ``CutoutStore``.
///
/// Any number of threads may append. What was appended reaches the file in large writes and the disk at intervals; when
/// the process is killed, what was not yet written is lost, nothing else, and the next writer that resumes cuts off
/// what is incomplete and removes what was left of its index and tables.
public final class CutoutStoreWriter: Sendable {
    /// How a store is written.
    public struct Settings: Sendable, Equatable {
        /// Bytes after which the next archive is begun.
        public var shardSize = 1 << 30
        /// Bytes that are gathered before they are written to the file; 0 writes every cutout at once.
        public var buffer = 1 << 20
        /// Bytes after which the file is forced to the disk.
        public var bytesBetweenSyncs = 1 << 26
        /// Seconds after which the next append forces the file to the disk.
        public var secondsBetweenSyncs = 10.0

        public init() {}
    }

    public let directory: String
    private let writing: Mutex<StoreWriting>

    /// Opens a store for writing; the directory is made where it does not exist.
    ///
    /// - Parameters:
    ///   - resumes: whether cutouts may be there already. Without it they are an error.
    /// - Throws: ``WriteError``, also when another process writes to the store; ``InputError`` when cutouts are there
    ///   that cannot be read.
    public init(directory: String, resumes: Bool = false, settings: Settings = Settings()) throws {
        try Directory.create(directory)
        self.directory = directory
        writing = Mutex(try StoreWriting(directory: directory, resumes: resumes, settings: settings))
        AtomicFile.removeLeftovers(in: directory)
    }

    /// Number of cutouts, those that were there before included.
    public var count: Int { writing.withLock { $0.count } }

    /// The bytes of whole cutouts in each archive, by its name; what is behind them was cut off.
    var lengths: [String: Int] { writing.withLock { $0.lengths } }

    /// True when a cutout of that name was appended, now or in an earlier run. Throws ``InputError``.
    public func contains(_ name: String) throws -> Bool { try piece(named: name) != nil }

    /// Where the cutout of that name lies or will lie after ``flush()``; nil when there is none.
    ///
    /// Throws ``InputError`` when its shard cannot be read.
    public func piece(named name: String) throws -> FilePiece? {
        try writing.withLock { try $0.piece(named: name) }
    }

    /// True when a cutout can have that name.
    public static func canName(_ name: String) -> Bool { (try? TarHeader.parts(of: name)) != nil }

    /// Adds a cutout.
    ///
    /// - Parameter name: `ID.jpg`; at most 100 bytes, more where a slash allows it to be cut.
    /// - Returns: its place; it can be read there after ``flush()`` or ``finish()``.
    /// - Throws: ``WriteError``, also in every call after one that failed; ``InputError`` for a name that is taken or
    ///   cannot be used.
    @discardableResult
    public func append(name: String, _ bytes: [UInt8]) throws -> FilePiece {
        try append([(name, bytes)])[0]
    }

    /// Adds the files of one galaxy, side by side; see ``append(name:_:)``.
    @discardableResult
    public func append(_ members: [(name: String, bytes: [UInt8])]) throws -> [FilePiece] {
        try writing.withLock { try $0.append(members) }
    }

    /// Writes what was appended to the file, where other processes see it and the end of this one does not harm it.
    public func flush() throws { try writing.withLock { try $0.flush() } }

    /// Ends the archive, writes the index, and brings all to the disk. Nothing can be appended after it.
    public func finish() throws { try writing.withLock { try $0.finish() } }
}
