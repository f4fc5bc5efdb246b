internal import Images
internal import Synchronization

/// The units whose data were compared with the sums in their headers, each once however many threads take pixels from it.
final class CheckedUnits: Sendable {
    private struct Unit: Hashable {
        let path: String
        let hdu: Int
    }

    /// The outcome for one unit; who asks while it is found out waits.
    private final class Outcome: Sendable {
        let result = Mutex<Result<Void, FITSError>?>(nil)
    }

    private let checksums: TileChecksums
    private let outcomes = Mutex<[Unit: Outcome]>([:])

    init(_ checksums: TileChecksums) {
        self.checksums = checksums
    }

    /// Compares a unit that pixels are taken from.
    /// - Throws: when it is damaged.
    func check(hdu: Int, in file: FITSFile) throws(FITSError) {
        guard checksums != .none else { return }
        let unit = Unit(path: file.path, hdu: hdu)
        let outcome = outcomes.withLock { outcomes in
            if let known = outcomes[unit] { return known }
            let new = Outcome()
            outcomes[unit] = new
            return new
        }
        let result = outcome.result.withLock { result in
            let known = result ?? Result { () throws(FITSError) in try compare(hdu: hdu, in: file) }
            result = known
            return known
        }
        try result.get()
    }

    private func compare(hdu: Int, in file: FITSFile) throws(FITSError) {
        if checksums == .compressed, try file.shape(hdu: hdu).compressedTile == nil { return }
        do {
            try file.checkData(hdu: hdu)
        } catch {
            throw FITSError(
                file: error.file, hdu: error.hdu, code: error.code,
                message: error.message + ". Get the tile again, or take it as it is (--checksums none)")
        }
    }
}
