import Files
import Manifests
import Tables

/// What a network says of all unlabelled galaxies, as far as labels are chosen by it: some bytes a galaxy.
package struct UnlabelledAnswers {
    /// What speaks against a label before any threshold does.
    package enum Objection: UInt8 {
        case none, unreadable, repeated, severalClasses, strange, disagreement
    }

    package let classes: [String]
    /// Axes (galaxy, class); NaN where the picture cannot be read.
    package private(set) var probabilities: [Float] = []
    package private(set) var objections: [Objection] = []

    /// Galaxies.
    package var count: Int { objections.count }

    /// The probabilities of one galaxy.
    package func probabilities(_ row: Int) -> ArraySlice<Float> {
        probabilities[row * classes.count..<(row + 1) * classes.count]
    }

    /// Number of the most probable class; nil where the picture cannot be read.
    package func predicted(_ row: Int) -> Int? { Self.best(probabilities(row)) }

    /// Number of the greatest of one galaxy's probabilities; nil where they are no numbers.
    private static func best<Number: BinaryFloatingPoint>(_ values: some RandomAccessCollection<Number>) -> Int? {
        guard let best = values.indices.max(by: { values[$0] < values[$1] }), !values[best].isNaN else { return nil }
        return values.distance(from: values.startIndex, to: best)
    }

    /// - Parameter probabilities: axes (galaxy, class).
    package init(classes: [String], probabilities: [Float], objections: [Objection]) {
        (self.classes, self.probabilities, self.objections) = (classes, probabilities, objections)
    }

    /// - Parameters:
    ///   - path: a table as ``Inference/Classification`` writes it.
    ///   - leastPValue: a picture with less is strange.
    /// - Throws: ``Files/InputError`` when it is no such table.
    package init(_ path: String, classes: [String], leastPValue: Double) throws {
        self.classes = classes
        let header = try TableFile.reader(path).columns.map(\.name)
        let optional = [GalaxyColumn.predictionSet(level: 0.95).name, GalaxyColumn.oodPValue.name].filter(
            header.contains)
        var members: [[String]] = []
        while case let own = classes.map({ GalaxyColumn.probability(of: $0, byMember: members.count + 1).name }),
            own.allSatisfy(header.contains)
        {
            members.append(own)
        }
        let names =
            classes.map { GalaxyColumn.probability(of: $0).name } + [GalaxyColumn.flag.name] + optional
            + members.flatMap(\.self)
        let reader = try TableFile.reader(path, columns: names)
        while let batch = try reader.next(1 << 14) {
            let own = try classes.map { try batch.doubles(GalaxyColumn.probability(of: $0).name) }
            let flags = try batch.texts(GalaxyColumn.flag.name)
            let sets = optional.contains(GalaxyColumn.set.name) ? try batch.texts(GalaxyColumn.set.name) : nil
            let members = try members.map { try $0.map { try batch.doubles($0) } }
            let values =
                optional.contains(GalaxyColumn.oodPValue.name) ? try batch.doubles(GalaxyColumn.oodPValue.name) : nil
            for row in 0..<batch.rowCount {
                for column in own { probabilities.append(column[row].map { Float($0) } ?? .nan) }
                let objection: Objection =
                    switch flags[row] {
                    case "unreadable": .unreadable
                    case "repeated": .repeated
                    default:
                        if let value = values?[row], value < leastPValue {
                            .strange
                        } else if Set(members.map { Self.best($0.map { $0[row] ?? .nan }) }).count > 1 {
                            .disagreement
                        } else if let set = sets?[row], !classes.contains(set) {
                            .severalClasses
                        } else {
                            .none
                        }
                    }
                objections.append(objection)
            }
        }
    }
}
