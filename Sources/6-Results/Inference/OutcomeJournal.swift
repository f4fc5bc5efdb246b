import Engines
import Files
import Glibc
import Manifests

/// What an engine has found so far, beside the file that is to hold it: `OUTPUT.unfinished`.
///
/// A run that was stopped or killed goes on from here, whatever the format of its output. A line of text names what the
/// figures depend on; then come blocks, one for each batch of pictures: number of pictures, of failures and of bytes of
/// their reasons (4 bytes each, little-endian), a sum of the block (8 bytes), the figures (float32), and for each failure
/// its place in the batch and the length of its reason (4 bytes each), and the reasons. A block that was not finished
/// does not count. One process writes at a time; the file is locked.
final class OutcomeJournal {
    private static let magic = "tuningfork outcomes 1 "
    static let headBytes = 20

    let path: String
    /// Figures of one picture.
    let width: Int
    /// Pictures that are done.
    private(set) var count = 0
    /// Where the next block will begin, in bytes.
    private(set) var end = 0
    /// Whether the journal of another run, with another model, manifest or batch, was thrown away.
    let replacesOther: Bool
    let firstLine: [UInt8]
    private let descriptor: Int32

    /// Opens the journal of `output`, and drops what is not whole.
    ///
    /// - Parameters:
    ///   - fingerprint: what the figures depend on, in one line.
    ///   - width: figures of one picture.
    /// - Throws: ``WriteError``, also when another process writes it.
    init(of output: String, fingerprint: String, width: Int) throws {
        path = EmbeddingFile.unfinished(output)
        self.width = width
        firstLine = Array("\(Self.magic)\(width) \(fingerprint)\n".utf8)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        self.descriptor = descriptor
        var isReady = false
        defer { if !isReady { close(descriptor) } }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw WriteError(
                path: path, reason: "Another process is at work on \(output)", remedy: "Wait until it has ended")
        }
        let file = try MappedFile(path)
        let isOwn = file.bytes.starts(with: firstLine)
        replacesOther = !isOwn && file.bytes.starts(with: Self.magic.utf8)
        guard isOwn || replacesOther || file.bytes.isEmpty else {
            throw WriteError(
                path: path, reason: "This file is none of this program's",
                remedy: "Move it away: what is unfinished is kept under this name")
        }
        if isOwn {
            var blocks = OutcomeBlocks(file, at: path, from: firstLine.count, width: width)
            while let block = blocks.next() { count += block.count }
            end = blocks.position
        }
        guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw WriteError(path: path, code: errno)
        }
        if end == 0 { try write(firstLine) }
        isReady = true
    }

    deinit { close(descriptor) }

    /// Adds what was found in one more batch.
    ///
    /// - Parameter values: axes (picture, figure).
    func append(_ batch: EngineBatch, _ values: [Float]) throws {
        precondition(values.count == batch.count * width, "\(values.count) figures for \(batch.count) of \(width)")
        let failures = batch.reasons.sorted { $0.key < $1.key }
        var block: [UInt8] = []
        block.reserveCapacity(Self.headBytes + values.count * 4)
        func add(_ number: Int) { withUnsafeBytes(of: UInt32(number).littleEndian) { block += $0 } }
        add(batch.count)
        add(failures.count)
        add(failures.reduce(0) { $0 + $1.value.utf8.count })
        block += [UInt8](repeating: 0, count: 8)
        values.withUnsafeBytes { block += $0 }
        for (place, reason) in failures {
            add(place)
            add(reason.utf8.count)
        }
        for (_, reason) in failures { block += Array(reason.utf8) }
        let sum = block.withUnsafeBytes { OutcomeBlocks.sum($0) }
        withUnsafeBytes(of: sum.littleEndian) { block.replaceSubrange(12..<20, with: $0) }
        try write(block)
        count += batch.count
    }

    /// Everything that was found, in order.
    func blocks() throws -> OutcomeBlocks {
        OutcomeBlocks(try MappedFile(path), at: path, from: firstLine.count, width: width)
    }

    /// Removes the journal: its output is in place.
    func remove() throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw WriteError(path: path, code: errno) }
    }

    private func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, path: path) }
        end += bytes.count
    }
}
