import Manifests
import Tables

/// The table of the labels that a network gave itself (``RunDirectory/pseudoLabels``).
public enum PseudoLabels {
    /// The first round in which the network learnt from each galaxy's label, by identifier.
    ///
    /// - Throws: ``Files/InputError`` when the file is no such table.
    public static func rounds(_ path: String) throws -> [String: Int32] {
        let (id, round, chosen) = (
            GalaxyColumn.id.name, GalaxyColumn.pseudoLabelRound.name, GalaxyColumn.isPseudoLabel.name
        )
        let reader = try TableFile.reader(path, columns: [id, round, chosen], text: [id])
        var rounds: [String: Int32] = [:]
        while let batch = try reader.next(1 << 14) {
            let (ids, numbers, marks) = (
                try batch.texts(id), try batch.integers(round), try batch.doubles(chosen)
            )
            for row in 0..<batch.rowCount where marks[row] == 1 {
                guard let number = numbers[row] else { continue }
                let before = rounds[ids[row]] ?? .max
                rounds[ids[row]] = min(before, Int32(number))
            }
        }
        return rounds
    }
}
