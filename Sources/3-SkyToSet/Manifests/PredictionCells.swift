/// What a network says of some galaxies, column by column: what ``PredictionColumns`` makes cells of.
///
/// ```swift
/// var cells = PredictionCells(classes: 2)
/// cells.append(probabilities: [0.9, 0.1])
/// cells.append(probabilities: nil, reason: "is no image")
/// cells.probabilities  // [[0.9, nan], [0.1, nan]]
/// ```
public struct PredictionCells: Sendable {
    /// Number of rows.
    public private(set) var count = 0
    /// Axes (class, row); NaN where the image cannot be read.
    public private(set) var probabilities: [[Float]]
    /// Number of the most probable class of each row; the number of classes where the image cannot be read.
    public private(set) var predicted: [Int32] = []
    /// Why a row has no probabilities, by its place; 0 is the first row.
    public var reasons: [Int: String] = [:]
    /// How well each picture fits those of clean galaxies; NaN where that is not known.
    public private(set) var oodPValues: [Float] = []
    /// Fraction and concentration of each answer, axes (answer, row); NaN where the image cannot be read.
    public private(set) var fractions, concentrations: [[Float]]
    /// What each network of an ensemble says by itself, axes (network and class, row), those of one network side by side.
    public private(set) var members: [[Float]]
    /// Numbers of the classes in each row's set; nil where the image cannot be read. Empty where no sets are made.
    public var sets: [[Int]?] = []

    /// No rows.
    ///
    /// - Parameters:
    ///   - answers: of a network that answers questions; 0 of one that tells classes alone.
    ///   - members: networks of an ensemble; 1 of one alone.
    public init(classes: Int, answers: Int = 0, members: Int = 1) {
        probabilities = [[Float]](repeating: [], count: classes)
        fractions = [[Float]](repeating: [], count: answers)
        concentrations = fractions
        self.members = [[Float]](repeating: [], count: members > 1 ? members * classes : 0)
    }

    /// Adds a row.
    ///
    /// - Parameters:
    ///   - probabilities: of each class; nil where the image cannot be read.
    ///   - reason: why it cannot.
    ///   - votes: fraction and concentration of each answer; nil where the image cannot be read, or the network tells classes
    ///     alone.
    ///   - oodPValue: how well the picture fits those of clean galaxies; nil where that is not known.
    ///   - members: probabilities of each class by each network of an ensemble; not looked at where the image cannot be read.
    public mutating func append(
        probabilities own: [Double]?, reason: String? = nil,
        votes: (fractions: [Double], concentrations: [Double])? = nil, oodPValue: Double? = nil,
        members others: [[Double]?] = []
    ) {
        var best = 0
        for number in probabilities.indices {
            guard let own else {
                probabilities[number].append(.nan)
                best = probabilities.count
                continue
            }
            probabilities[number].append(Float(own[number]))
            if own[number] > own[best] { best = number }
        }
        predicted.append(Int32(best))
        if let reason { reasons[count] = reason }
        oodPValues.append(Float(oodPValue ?? .nan))
        for answer in fractions.indices {
            fractions[answer].append(Float(votes?.fractions[answer] ?? .nan))
            concentrations[answer].append(Float(votes?.concentrations[answer] ?? .nan))
        }
        for place in members.indices {
            let (network, number) = place.quotientAndRemainder(dividingBy: probabilities.count)
            members[place].append(own == nil ? .nan : Float(others[network]?[number] ?? .nan))
        }
        count += 1
    }

    /// Adds the rows of others of the same network.
    public mutating func append(_ others: PredictionCells) {
        func add(_ added: [[Float]], to columns: inout [[Float]]) {
            for place in columns.indices { columns[place] += added[place] }
        }
        add(others.probabilities, to: &probabilities)
        add(others.fractions, to: &fractions)
        add(others.concentrations, to: &concentrations)
        add(others.members, to: &members)
        predicted += others.predicted
        oodPValues += others.oodPValues
        sets += others.sets
        for (place, reason) in others.reasons { reasons[count + place] = reason }
        count += others.count
    }

    /// Makes room for that many rows in all.
    public mutating func reserve(_ rows: Int) {
        func reserve(_ columns: inout [[Float]]) {
            for place in columns.indices { columns[place].reserveCapacity(rows) }
        }
        reserve(&probabilities)
        reserve(&fractions)
        reserve(&concentrations)
        reserve(&members)
        predicted.reserveCapacity(rows)
        oodPValues.reserveCapacity(rows)
    }
}
