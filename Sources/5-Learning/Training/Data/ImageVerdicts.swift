import Files
import Foundation
package import Process
import Tables
package import TrainingSets

/// What the check of images found, kept with an unfinished run: going on decodes only the files that have changed since.
///
/// A file counts as the same when it stands in the same place of the set and has the same size and time of change.
package final class ImageVerdicts {
    private struct Verdict: Equatable {
        let file: String
        let bytes: Int64
        /// Time of the last change, nanoseconds since 1970.
        let changed: Int64
    }

    /// Columns of the list that is kept.
    static let columns = ["file", "bytes", "changed", "problem"]

    /// The files as they were when they were checked, in the order of the set, and what is wrong with which of them.
    private var verdicts: [Verdict] = []
    private var reasons: [Int: String] = [:]
    private let frame: InputFrame

    /// Takes up the verdicts of an earlier part of `run`; none where there was none or its list cannot be read.
    ///
    /// - Parameter frame: of the recipe; it says how FITS cutouts are drawn.
    package init(_ run: RunDirectory?, _ frame: InputFrame) {
        self.frame = frame
        guard let run, run.exists(run.images), let table = try? TableFile.read(run.images, text: ["file", "problem"]),
            let files = try? table.texts("file"), let bytes = try? table.doubles("bytes"),
            let changed = try? table.texts("changed"), let problems = try? table.texts("problem")
        else { return }
        for index in files.indices {
            verdicts.append(
                Verdict(file: files[index], bytes: Int64(bytes[index] ?? -1), changed: Int64(changed[index]) ?? -1))
            if !problems[index].isEmpty { reasons[index] = problems[index] }
        }
    }

    /// As ``ImageCheck/unreadable(_:_:_:)``, without decoding what is known.
    package func unreadable(_ files: [String], _ progress: ProgressReporter) -> [(index: Int, reason: String)] {
        let present = files.map(verdict)
        let isKnown = present.indices.map {
            $0 < verdicts.count && present[$0].bytes >= 0 && verdicts[$0] == present[$0]
        }
        let others = files.indices.filter { !isKnown[$0] }
        var found = reasons.filter { $0.key < files.count && isKnown[$0.key] }
        if !others.isEmpty {
            for bad in ImageCheck.unreadable(others.map { files[$0] }, frame, progress) {
                found[others[bad.index]] = bad.reason
            }
        }
        verdicts = present
        reasons = found
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Keeps the verdicts with `run`.
    package func write(_ run: RunDirectory) throws {
        let table = Table(columns: [
            Column("file", .string(verdicts.map(\.file))),
            Column("bytes", .int64(verdicts.map(\.bytes))),
            Column("changed", .int64(verdicts.map(\.changed)), description: "Time of the last change, ns since 1970"),
            Column("problem", .string(verdicts.indices.map { reasons[$0] ?? "" })),
        ])
        try TableFile.write(table, to: run.images)
    }

    /// Of a galaxy with a file a band, all bytes and the last change of any.
    private func verdict(_ file: String) -> Verdict {
        var (bytes, changed) = (Int64(0), Int64(0))
        for path in frame.paths(of: file) {
            var status = stat()
            guard stat(FilePiece(path).path, &status) == 0 else { return Verdict(file: file, bytes: -1, changed: -1) }
            bytes += Int64(status.st_size)
            changed = max(changed, Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
        }
        return Verdict(file: file, bytes: bytes, changed: changed)
    }
}
