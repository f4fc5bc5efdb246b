internal import Files
internal import Foundation
internal import Glibc

/// What a run has found, kept in a folder beside its output until that is in place: the affinities, and now and then where
/// the points are. Each file appears whole or not at all; what is of another run is not taken.
package final class MapCheckpoint {
    private let folder: String
    private let fingerprint: String
    private let seconds: Double
    private var last = ContinuousClock.now

    /// - Parameters:
    ///   - folder: made when there is something to keep.
    ///   - fingerprint: stands for all that the map depends on.
    ///   - seconds: least time between two that are kept.
    package init(folder: String, fingerprint: String, seconds: Double) {
        (self.folder, self.fingerprint, self.seconds) = (folder, fingerprint, seconds)
    }

    private var affinitiesPath: String { "\(folder)/affinities" }
    private var statePath: String { "\(folder)/state" }

    // MARK: Affinities

    package func keep(_ affinities: Affinities) throws {
        try write(affinitiesPath, [affinities.rowCount, affinities.columns.count]) { append in
            try affinities.starts.withUnsafeBytes { try append($0) }
            try affinities.columns.withUnsafeBytes { try append($0) }
            try affinities.weights.withUnsafeBytes { try append($0) }
        }
    }

    package func affinities(count: Int) throws -> Affinities? {
        guard let (file, start, numbers) = try open(affinitiesPath, numbers: 2), numbers[0] == count,
            numbers[1] >= 0, file.bytes.count - start == 8 * (count + 1) + 8 * numbers[1]
        else { return nil }
        var place = start
        func values<Element: BitwiseCopyable>(_ count: Int, _ zero: Element) -> [Element] {
            defer { place += count * MemoryLayout<Element>.size }
            return Self.values(file.bytes, at: place, count, zero)
        }
        let starts = values(count + 1, 0)
        guard starts.first == 0, starts.last == numbers[1], zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        let columns = values(numbers[1], Int32(0))
        guard columns.allSatisfy({ (0..<count).contains(Int($0)) }) else { return nil }
        return Affinities(starts: starts, columns: columns, weights: values(numbers[1], Float(0)))
    }

    // MARK: State

    /// Keeps the state if some time has passed since the last one.
    func keepSometimes(_ state: Optimiser.State) throws {
        guard last.duration(to: .now) >= .seconds(seconds) else { return }
        try keep(state)
    }

    func keep(_ state: Optimiser.State) throws {
        try write(statePath, [state.iteration, state.places.count, state.places.dimensions]) { append in
            for part in [state.places, state.updates, state.gains] {
                try part.values.withUnsafeBytes { try append($0) }
            }
        }
        last = .now
    }

    func state(count: Int, dimensions: Int) throws -> Optimiser.State? {
        guard let (file, start, numbers) = try open(statePath, numbers: 3), numbers[0] >= 0,
            numbers[1] == count, numbers[2] == dimensions, file.bytes.count - start == 3 * 16 * count
        else { return nil }
        var state = Optimiser.State(Places(count: count, dimensions: dimensions))
        state.iteration = numbers[0]
        state.places.values = Self.values(file.bytes, at: start, 4 * count, 0)
        state.updates.values = Self.values(file.bytes, at: start + 16 * count, 4 * count, 0)
        state.gains.values = Self.values(file.bytes, at: start + 32 * count, 4 * count, 0)
        return state
    }

    /// Removes the folder, once what it was kept for is in place.
    package func remove() {
        for path in [affinitiesPath, statePath] { unlink(path) }
        rmdir(folder)
    }

    // MARK: Files: the fingerprint and a line feed, whole numbers, arrays

    private func write(
        _ path: String, _ numbers: [Int], _ body: (_ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        try Directory.create(folder)
        try AtomicFile.write(path) { sink in
            try sink.write(fingerprint + "\n")
            try numbers.withUnsafeBytes { try sink.write($0) }
            try body { try sink.write($0) }
        }
    }

    /// The file, where its arrays begin, and its numbers; nil when there is none, or it is of another run.
    private func open(_ path: String, numbers: Int) throws -> (MappedFile, Int, [Int])? {
        guard (try? FileState(path)) != nil else { return nil }
        let file = try MappedFile(path)
        let head = Array((fingerprint + "\n").utf8)
        guard file.bytes.count >= head.count + 8 * numbers, file.bytes.starts(with: head) else { return nil }
        return (file, head.count + 8 * numbers, Self.values(file.bytes, at: head.count, numbers, 0))
    }

    private static func values<Element: BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, at start: Int, _ count: Int, _ zero: Element
    ) -> [Element] {
        [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            let size = count * MemoryLayout<Element>.size
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + size)]))
            filled = count
        }
    }
}
