import Foundation
import TestSupport
import Testing
import Vectors

/// Galaxies sorted into groups, from files to files.
@Suite struct ClusterCommandTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Vectors of two groups, 30 and 20, with their table; the third row has none. Their labels are the groups.
    private func embedding(_ name: String = "e", seed: UInt64 = 1) throws -> (matrix: String, labels: String) {
        var random = SplitMix(state: seed)
        var (values, table, labels) = ([Float](), "id,file,flag,reason\n", "id,label\n")
        for row in 0..<50 {
            let isFirst = row % 5 < 3
            for column in 0..<20 {
                let noise = Float(random.next() >> 40) / Float(1 << 24)
                values.append(row == 2 ? .nan : noise + (isFirst == (column < 10) ? 2 : 0))
            }
            table += "00\(row),\(row).jpg,\(row == 2 ? "unreadable,it is empty" : "ok,")\n"
            labels += "00\(row),\(isFirst ? "spiral" : "elliptical")\n"
        }
        try directory.write("\(name).csv", table)
        try Npy.write(values, shape: [50, 20], to: directory.file("\(name).npy"))
        return (directory.file("\(name).npy"), try directory.write("\(name)_labels.csv", labels))
    }

    private func lines(_ name: String) throws -> [Substring] {
        try String(contentsOfFile: directory.file(name), encoding: .utf8).split(separator: "\n")
    }

    @Test(arguments: [
        ["--method", "kmeans", "--clusters", "2"], ["--method", "kmeans", "--most-clusters", "4"],
        ["--method", "gaussian", "--covariance", "diagonal", "--most-clusters", "3"],
        ["--method", "gaussian", "--principal-components", "2", "--clusters", "2"],
        ["--minimum-size", "10", "--minimum-samples", "4"],
    ])
    func theGroupsAreTheClasses(_ options: [String]) throws {
        let (matrix, labels) = try embedding()
        let outcome = try Program.run(
            [
                "cluster", matrix, "--output", directory.file("g.csv"), "--labels", labels, "--json",
                directory.file("g.json"),
            ] + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        for words in [
            "groups: 2 (29, 20)", "without a vector: 1", "n = 49", "index 1.000", "purity 100 %", "stability:",
        ] {
            #expect(outcome.output.contains(words), "\(outcome.output)")
        }
        let rows = try lines("g.csv")
        #expect(rows.count == 51 && rows[0].hasPrefix("id,cluster,cluster_probability,"))
        #expect(rows[0].hasSuffix(",file,flag,reason"))
        #expect(rows[1].hasPrefix("000,0,") && rows[1].hasSuffix(",0.jpg,ok,"))
        #expect(rows[3] == "002,,,,2.jpg,unreadable,it is empty")
        #expect(rows[4].hasPrefix("003,1,"))
        #expect(try String(contentsOfFile: directory.file("g.json"), encoding: .utf8).contains("\"adjusted_rand\" : 1"))

        // the same again, on one thread
        let first = FileManager.default.contents(atPath: directory.file("g.csv"))
        let again = try Program.run(
            ["cluster", matrix, "--output", directory.file("h.csv"), "--threads", "1", "--quiet"] + options)
        #expect(again.status == 0 && FileManager.default.contents(atPath: directory.file("h.csv")) == first)

        // other galaxies into the same groups
        let new = try embedding("new", seed: 2).matrix
        let placed = try Program.run(
            ["cluster", new, "--into", directory.file("g.csv"), "--output", directory.file("n.csv")])
        #expect(placed.status == 0, "\(placed.errors)")
        let found = try lines("n.csv").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[1] }
        #expect(found == (0..<50).map { $0 == 2 ? "" : $0 % 5 < 3 ? "0" : "1" })
        _ = try embedding("e", seed: 3)
        let changed = try Program.run(
            ["cluster", new, "--into", directory.file("g.csv"), "--output", directory.file("n.csv")])
        #expect(changed.status == 65 && changed.errors.contains("not as it was"), "\(changed.errors)")
    }

    @Test func aMapIsSortedToo() throws {
        var text = "id,map_x,map_y,flag\n"
        for row in 0..<60 { text += "g\(row),\(row % 3 * 50 + row % 7),\(row % 11),ok\n" }
        let map = try directory.write("map.csv", text + "none,,,unreadable\n")
        let outcome = try Program.run(
            ["cluster", map, "--minimum-size", "10", "--minimum-samples", "3", "--output", directory.file("g.csv")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("groups: 3 (20, 20, 20)"), "\(outcome.output)")
        let rows = try lines("g.csv")
        #expect(rows[0] == "id,cluster,cluster_probability,outlier_score,map_x,map_y,flag")
        #expect(rows[61] == "none,,,,,,unreadable")
    }

    @Test func whatCannotBeSortedIsRefused() throws {
        let (matrix, _) = try embedding()
        try Npy.write([Float](repeating: 1, count: 50 * 4), shape: [50, 4], to: directory.file("equal.npy"))
        try Npy.write([Float](repeating: .nan, count: 50 * 4), shape: [50, 4], to: directory.file("none.npy"))
        try Npy.write((0..<200).map { Float($0 / 4 % 2) }, shape: [50, 4], to: directory.file("two.npy"))
        let table = try String(contentsOfFile: directory.file("e.csv"), encoding: .utf8)
        for name in ["equal", "none", "two"] { try directory.write("\(name).csv", table) }
        let others = try directory.write("others.csv", "id,label\nx,spiral\n")
        try directory.write("short.csv", "id\n1\n")
        try Npy.write([Float](repeating: 1, count: 8), shape: [2, 4], to: directory.file("short.npy"))
        try directory.write("own.cluster.json", "{}")
        let output = directory.file("g.csv")
        let cases: [([String], String)] = [
            ([directory.file("equal.npy")], "rows are equal"), ([directory.file("none.npy")], "none of its 50 rows"),
            ([directory.file("two.npy"), "--method", "kmeans", "--clusters", "3"], "2 different ones"),
            ([matrix, "--method", "kmeans", "--clusters", "60"], "49 rows have numbers"),
            ([matrix, "--minimum-size", "60"], "--minimum-size"),
            ([matrix, "--principal-components", "21"], "principal components"),
            ([matrix, "--labels", others], "do not fit"), ([others], "map_x"),
            ([directory.file("short.npy")], "1 rows"), ([directory.file("absent.npy")], "absent.npy"),
            ([matrix, "--into", others], "others.cluster.json"),
        ]
        for (arguments, words) in cases {
            let outcome = try Program.run(["cluster"] + arguments + ["--output", output])
            #expect(outcome.status == 65, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
        }
        let taken = try Program.run(["cluster", matrix, "--output", directory.file("own.csv")])
        #expect(taken.status == 65 && taken.errors.contains("another name"), "\(taken.errors)")
        let input = try Program.run(["cluster", matrix, "--output", directory.file("e.csv")])
        #expect(input.status == 65 && input.errors.contains("another name"), "\(input.errors)")
        #expect(!FileManager.default.fileExists(atPath: output))
    }
}
