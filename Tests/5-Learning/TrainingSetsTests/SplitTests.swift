import Files
import Manifests
import Randomness
import Sky
import Testing
import TrainingSets

@Suite struct SplitTests {
    /// A sky crowded enough that ids repeat and positions lie within and near 1 arcsec, around RA 0 and both poles.
    private func crowdedRows(seed: UInt64, count: Int) throws -> (rows: [Manifest.Row], classes: [Int?]) {
        var generator = SeededGenerator(seed)
        var rows: [Manifest.Row] = []
        var classes: [Int?] = []
        for index in 0..<count {
            var position: SkyCoordinate?
            if Int.random(in: 0..<5, using: &generator) > 0 {
                let offset = Double.random(in: -20...20, using: &generator) / 3600
                let ra = Double.random(in: -20...20, using: &generator) / 3600
                let (centerRA, dec): (Double, Double) =
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: (0, offset)
                    case 1: (.random(in: 0..<360, using: &generator), 90 - abs(offset) / 10)
                    case 2: (.random(in: 0..<360, using: &generator), -90 + abs(offset) / 10)
                    default: (180, 60 + offset)
                    }
                let wrapped = centerRA + ra
                position = try SkyCoordinate(
                    ra: Angle(degrees: wrapped < 0 ? wrapped + 360 : min(wrapped, 360)), dec: Angle(degrees: dec))
            }
            rows.append(
                Manifest.Row(
                    id: "\(Int.random(in: 0..<(2 * count), using: &generator))",
                    file: "\(Int.random(in: 0..<(9 * count), using: &generator)).jpg", position: position,
                    row: index + 1, manifest: "m.csv"))
            let label = Int.random(in: 0..<10, using: &generator)
            classes.append(label < 2 ? nil : label < 5 ? 0 : 1)
        }
        return (rows, classes)
    }

    private func isSameGalaxy(_ first: Manifest.Row, _ second: Manifest.Row) -> Bool {
        if first.file == second.file { return true }
        if first.id == second.id && !SkyObjects.areApart(first.position, second.position) { return true }
        guard let one = first.position, let other = second.position else { return false }
        return one.separation(to: other).arcseconds <= 1
    }

    /// Checks every pair across the parts, knowing nothing of how groups are found.
    private func expectNoLeak(_ split: Split, _ rows: [Manifest.Row]) {
        #expect((split.train + split.validation).sorted() == Array(rows.indices))
        for validation in split.validation {
            let leak = split.train.first { isSameGalaxy(rows[$0], rows[validation]) }
            #expect(leak == nil, "rows \(leak ?? -1) and \(validation)")
        }
        let leaks = Leak.find(training: split.train.map { rows[$0] }, test: split.validation.map { rows[$0] })
        #expect(leaks.isEmpty)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func neverLeaks(seed: UInt64) throws {
        let (rows, classes) = try crowdedRows(seed: seed, count: 60 + Int(seed) * 5)
        let fraction = [0.1, 0.2, 0.5, 0.9][Int(seed % 4)]
        let split = try Split.trainValidation(rows, classes: classes, validationFraction: fraction, seed: seed)
        #expect(!split.train.isEmpty && !split.validation.isEmpty)
        expectNoLeak(split, rows)
        #expect(try split == Split.trainValidation(rows, classes: classes, validationFraction: fraction, seed: seed))
        for fold in try Split.folds(rows, classes: classes, count: 3, seed: seed) { expectNoLeak(fold, rows) }
    }

    @Test func stratifiesByClass() throws {
        let rows = (0..<1000).map { row("\($0)") }
        let classes: [Int?] = (0..<1000).map { $0 < 100 ? 0 : $0 < 900 ? 1 : nil }
        let split = try Split.trainValidation(rows, classes: classes, validationFraction: 0.2, seed: 5)
        #expect(split.validation.count { $0 < 100 } == 20)
        #expect(split.validation.count { $0 >= 100 && $0 < 900 } == 160)
        #expect(split.validation.count { $0 >= 900 } == 20)
        let other = try Split.trainValidation(rows, classes: classes, validationFraction: 0.2, seed: 6)
        #expect(other != split)
    }

    @Test func foldsCoverEveryRowOnce() throws {
        let rows = (0..<103).map { row("\($0 / 2)", file: "\($0)") }
        let classes: [Int?] = rows.indices.map { $0 / 2 % 2 }
        let folds = try Split.folds(rows, classes: classes, count: 5, seed: 1)
        #expect(folds.flatMap(\.validation).sorted() == Array(rows.indices))
        for fold in folds {
            #expect((19...23).contains(fold.validation.count))
            #expect(Set(fold.validation.map { classes[$0] }) == [0, 1])
            expectNoLeak(fold, rows)
        }
    }

    @Test func everyPartSeesEveryClass() throws {
        let rows = (0..<12).map { row("\($0)") }
        let classes: [Int?] = rows.indices.map { $0 < 2 ? 0 : 1 }
        for seed in 0..<20 as Range<UInt64> {
            let split = try Split.trainValidation(rows, classes: classes, validationFraction: 0.05, seed: seed)
            #expect(Set(split.validation.map { classes[$0] }) == [0, 1])
            #expect(Set(split.train.map { classes[$0] }) == [0, 1])
        }
    }

    @Test func impossibleSplitsAreRefused() throws {
        let rows = [row("1", label: "spiral"), row("1", label: "spiral", file: "b"), row("2"), row("3")]
        let error = #expect(throws: InputError.self) {
            try Split.trainValidation(rows, classes: [0, 0, 1, 1], validationFraction: 0.5, seed: 0)
        }
        #expect(error?.problem == "too few galaxies are labelled 'spiral' to part them: 1 for 2 parts")
        for fraction in [0, 1, -0.1, .nan] {
            #expect(throws: InputError.self) {
                try Split.trainValidation(rows, classes: [0, 0, 1, 1], validationFraction: fraction, seed: 0)
            }
        }
        #expect(throws: InputError.self) { try Split.folds(rows, classes: [0, 0, 1, 1], count: 1, seed: 0) }
    }
}
