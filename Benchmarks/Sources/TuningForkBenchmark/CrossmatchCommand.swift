internal import ArgumentParser
internal import Files
internal import Foundation
internal import Sky

/// One cross-match, index and queries, whenever a line arrives: so that crossmatch.py can take turns between this process
/// and astropy.
///
/// Prints `ready LEFT RIGHT`, then, for each line of input, the seconds of one cross-match and its processor time; at the
/// end of the input it writes the matches of the last one.
struct CrossmatchCommand: ParsableCommand {
    enum Mode: String, ExpressibleByArgument, CaseIterable { case nearest, all, mutual }

    static let configuration = CommandConfiguration(
        commandName: "crossmatch",
        abstract: "Match two lists of positions for each line of input and print the seconds.")

    @Option(help: "Right ascensions, then as many declinations: degrees in native float64.") var left: String
    @Option(help: "The positions that are searched.") var right: String
    @Option(help: "What is sought.") var mode = Mode.nearest
    @Option(help: "Match radius; without it, any distance.") var radiusArcsec: Double?
    @Option(help: "Threads.") var threads: Int
    @Option(help: "Gets left, right (int64) and separation in arcseconds (float64) of each match.") var output: String

    mutating func validate() throws {
        guard threads > 0 else { throw ValidationError("Threads are at least 1.") }
        guard mode != .all || radiusArcsec != nil else { throw ValidationError("'all' needs --radius-arcsec.") }
    }

    func run() throws {
        let (left, right) = (try Self.positions(left), try Self.positions(right))
        let radius = radiusArcsec.map { Angle(arcseconds: $0) }
        func match() -> [SkyMatch] {
            switch (mode, radius) {
            case (.all, let radius?):
                SkyIndex(right, threads: threads).all(within: radius, of: left, threads: threads)
            case (.mutual, _): SkyIndex.mutual(left, right, within: radius, threads: threads)
            default: SkyIndex(right, threads: threads).nearest(to: left, within: radius, threads: threads)
            }
        }
        print("ready \(left.count) \(right.count)")
        Output.flush()
        let clock = ContinuousClock()
        var matches: [SkyMatch] = []
        while readLine() != nil {
            matches = []
            let processor = ProcessorTime.seconds
            let elapsed = clock.measure { matches = match() }
            print(elapsed / .seconds(1), ProcessorTime.seconds - processor)
            Output.flush()
        }
        try AtomicFile.write(output, durability: .process) { file in
            for match in matches {
                try withUnsafeBytes(of: (match.left, match.right, match.separation.arcseconds)) { try file.write($0) }
            }
        }
    }

    private static func positions(_ path: String) throws -> [SkyCoordinate] {
        let bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        let count = bytes.count / 16
        return try bytes.withUnsafeBytes { bytes in
            let numbers = bytes.bindMemory(to: Double.self)
            return try (0..<count).map {
                try SkyCoordinate(ra: Angle(degrees: numbers[$0]), dec: Angle(degrees: numbers[count + $0]))
            }
        }
    }
}
