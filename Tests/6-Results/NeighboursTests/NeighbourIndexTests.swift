import Files
import Foundation
import Neighbours
import Process
import TestSupport
import Testing
import Vectors

@Suite struct NeighbourIndexTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func bytes(_ index: NeighbourIndex, _ name: String) throws -> Data {
        try index.write(to: directory.file(name), sum: "abc")
        return try Data(contentsOf: URL(filePath: directory.file(name)))
    }

    /// Share of the true neighbours that are found, of every 10th row and of vectors between rows.
    private func recall(_ index: NeighbourIndex, breadth: Int? = nil) throws -> Double {
        let matrix = index.matrix
        let queries = stride(from: 0, to: matrix.rowCount, by: 10).map { row in
            zip(matrix[row], matrix[(row + 9) % matrix.rowCount]).map { 0.7 * $0 + 0.3 * $1 }
        }
        let exact = ExactSearch(matrix, by: index.metric).nearest(to: queries, count: 10)
        var hits = 0
        for (query, truth) in zip(queries, exact) {
            let found = try index.nearest(to: query, count: 10, breadth: breadth)
            hits += Set(found.map(\.row)).intersection(truth.map(\.row)).count
        }
        return Double(hits) / Double(10 * queries.count)
    }

    @Test(arguments: NeighbourMetric.allCases)
    func itFindsWhatTheExactSearchFinds(metric: NeighbourMetric) throws {
        let index = try NeighbourIndex(of: NeighbourData.matrix(4_000), by: metric)
        #expect(try recall(index) >= 0.99)
        #expect(try recall(index, breadth: 10) >= 0.8)
    }

    /// Neither threads nor the file change anything.
    @Test func theSameLinksComeOfAnyNumberOfThreads() throws {
        let matrix = NeighbourData.matrix(3_000)
        let index = try NeighbourIndex(of: matrix, by: .euclidean, threads: 1)
        let one = try bytes(index, "1")
        #expect(try bytes(NeighbourIndex(of: matrix, by: .euclidean, threads: 5), "5") == one)
        var settings = IndexSettings()
        settings.seed = 1
        #expect(try bytes(NeighbourIndex(of: matrix, by: .euclidean, settings: settings), "other") != one)
        let mapped = try NeighbourIndex(directory.file("1"), of: matrix, by: .euclidean, sum: "abc")
        for row in stride(from: 0, to: 3_000, by: 311) {
            #expect(try mapped.nearest(to: matrix[row], count: 7) == index.nearest(to: matrix[row], count: 7))
            #expect(try mapped.nearest(toRow: row, count: 7) == index.nearest(toRow: row, count: 7))
        }
    }

    /// The bytes of an index that Scripts/mutations.py damages; a third of its rows repeat others.
    @Test func theIndexIsAsItWas() throws {
        let matrix = Matrix((0..<600).map { Float($0 * 37 % 101) }, columnCount: 3)
        let index = try NeighbourIndex(of: matrix, by: .euclidean)
        try index.write(to: directory.file("small"), sum: "mutations")
        let bytes = try Data(contentsOf: URL(filePath: directory.file("small")))
        let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/mutations.index")
        if ProcessInfo.processInfo.environment["TUNINGFORK_RECORD"] == "1" { try bytes.write(to: golden) }
        #expect(try bytes == Data(contentsOf: golden))
    }

    @Test func theGraphIsNearlyTheExactOne() throws {
        let matrix = NeighbourData.matrix(2_000)
        let index = try NeighbourIndex(of: matrix, by: .euclidean)
        let graph = try index.graph(count: 15)
        let exact = ExactSearch(matrix, by: .euclidean).nearest(to: (0..<2_000).map { matrix[$0] }, count: 16)
        var hits = 0
        for row in 0..<2_000 {
            let found = graph.indices[row * 15..<(row + 1) * 15]
            let distances = graph.distances[row * 15..<(row + 1) * 15]
            #expect(!found.contains(Int32(row)) && zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 })
            hits += Set(found).intersection(exact[row].filter { $0.row != row }.prefix(15).map { Int32($0.row) }).count
        }
        #expect(Double(hits) >= 0.99 * 30_000)
        let alone = try index.graph(count: 15, threads: 1)
        #expect(alone.indices == graph.indices && alone.distances == graph.distances)
    }

    /// Hundreds of galaxies with one vector leave no galaxy unseen, themselves among them.
    @Test func repeatedVectorsAreAllFound() throws {
        let few = NeighbourData.matrix(1_000)
        let same = (0..<3_000).map { $0 % 3 == 0 ? $0 / 3 : $0 % 3 == 1 ? 5 : $0 / 30 }
        let matrix = few.gathered(same)
        let index = try NeighbourIndex(of: matrix, by: .euclidean)
        let exact = ExactSearch(matrix, by: .euclidean)
        for row in [0, 1, 4, 15, 16, 29, 2_998] {
            let truth = exact.nearest(to: [matrix[row]], count: 1_200)[0]
            #expect(try index.nearest(to: matrix[row], count: 1_200) == truth, "row \(row)")
            #expect(
                try index.nearest(toRow: row, count: 1_150)
                    == truth.filter { $0.row != row }.prefix(1_150).map(\.self), "row \(row)")
        }
    }

    @Test func rowsThatAreNoVectorsAreLeftOut() throws {
        let few = NeighbourData.matrix(300)
        var values = few.withValues { Array($0) }
        for row in stride(from: 0, to: 300, by: 7) { values[row * 24 + 3] = .nan }
        for column in 0..<24 { values[24 + column] = 0 }
        let matrix = Matrix(values, columnCount: 24)
        let index = try NeighbourIndex(of: matrix, by: .cosine)
        #expect(try index.nearest(toRow: 7, count: 5).isEmpty && index.nearest(toRow: 1, count: 5).isEmpty)
        let all = try index.nearest(to: matrix[2], count: 300)
        #expect(all.count == 300 - 43 - 1 && all.allSatisfy { $0.row % 7 != 0 && $0.row != 1 })
        let graph = try index.graph(count: 4)
        #expect(graph.indices[..<8].allSatisfy { $0 == -1 } && graph.distances[..<8].allSatisfy { $0 == .infinity })
    }

    @Test(arguments: [0, 1, 2, 3])
    func fewRowsAreEnough(rows: Int) throws {
        let matrix = Matrix((0..<rows * 2).map { Float($0) }, columnCount: 2)
        let index = try NeighbourIndex(of: matrix, by: .euclidean)
        #expect(try index.nearest(to: [0, 1], count: 10).map(\.row) == Array(0..<rows))
        for row in 0..<rows { #expect(try index.nearest(toRow: row, count: 10).count == rows - 1) }
        _ = try bytes(index, "few")
        #expect(
            try NeighbourIndex(directory.file("few"), of: matrix, by: .euclidean, sum: "abc")
                .nearest(to: [0, 1], count: 10).count == rows)
    }

    @Test func filesThatDoNotFitAreTold() throws {
        let matrix = NeighbourData.matrix(400)
        let whole = try bytes(NeighbourIndex(of: matrix, by: .euclidean), "i")
        func problem(_ bytes: Data, _ matrix: Matrix, _ metric: NeighbourMetric = .euclidean, sum: String = "abc")
            throws -> String
        {
            try directory.write("x", bytes)
            let error = #expect(throws: InputError.self) {
                let index = try NeighbourIndex(directory.file("x"), of: matrix, by: metric, sum: sum)
                for row in 0..<matrix.rowCount { _ = try index.nearest(toRow: row, count: 5) }
            }
            return error.map { "\($0)" } ?? ""
        }
        #expect(try problem(whole, matrix, sum: "abd").contains("another embedding"))
        #expect(try problem(whole, NeighbourData.matrix(399)).contains("another embedding"))
        #expect(try problem(whole, matrix, .cosine).contains("euclidean metric"))
        #expect(try problem(Data(), matrix).contains("not an index"))
        #expect(try problem(Data(repeating: 7, count: 4_000), matrix).contains("not an index"))
        #expect(try problem(whole.dropLast(64), matrix).contains("cut off"))
        for place in stride(from: 80, to: 168, by: 8) {
            var damaged = whole
            damaged[place + 5] ^= 0x40
            _ = try? NeighbourIndex(directory.write("x", damaged), of: matrix, by: .euclidean, sum: "abc")
        }
        var damaged = whole
        for place in stride(from: 1_024, to: damaged.count, by: 4) { damaged[place + 2] = 0x70 }
        #expect(try problem(damaged, matrix).contains("damaged"))
    }
}

/// Neighbours for a map, by an index.
@Suite struct IndexFinderTests {
    @Test func findsNearlyAllThatAreFoundExactly() throws {
        // Each row twice more: whole groups of equal ones lie at no distance.
        let base = NeighbourData.matrix(700)
        let matrix = base.gathered((0..<base.rowCount).flatMap { $0 < 40 ? [$0, $0, $0] : [$0] })
        let found = try IndexFinder().graph(matrix, count: 30, threads: 2, progress: .silent)
        let exact = try ExactFinder().graph(matrix, count: 30, threads: 2, progress: .silent)
        #expect(found.rowCount == exact.rowCount && found.count == 30)
        var same = 0
        for row in 0..<exact.rowCount {
            let neighbours = found.neighbours(of: row)
            #expect(!neighbours.contains(Int32(row)) && Set(neighbours).count == 30)
            same += Set(neighbours).intersection(exact.neighbours(of: row)).count
        }
        #expect(Double(same) > 0.99 * Double(30 * exact.rowCount), "\(same)")
        #expect(zip(found.distances, exact.distances).allSatisfy { $0 >= $1 - 1e-5 })
        let again = try IndexFinder().graph(matrix, count: 30, threads: 1, progress: .silent)
        #expect(again == found)
    }
}
