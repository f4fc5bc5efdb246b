internal import ArgumentParser
internal import Foundation
internal import Tables

/// Reads or writes one table whenever a line arrives: so that tables.py can take turns between this process and its peer.
///
/// Prints `ready ROWS`, then, for each line of input, the seconds and the processor time; at the end of the input, as JSON,
/// the sum of each column read (of text: of its bytes' numbers).
struct TablesCommand: ParsableCommand {
    enum Mode: String, ExpressibleByArgument, CaseIterable { case read, stream, write }

    static let configuration = CommandConfiguration(
        commandName: "tables", abstract: "Read or write a table for each line of input and print the seconds.")

    @Argument(help: "Whole reading, reading in batches, or writing.") var mode: Mode
    @Option(help: "The table; where it is written, what is written comes from here.") var input: String
    @Option(help: "File to write.") var output: String?

    mutating func validate() throws {
        guard (mode == .write) == (output != nil) else {
            throw ValidationError("--output goes with write, and only with it.")
        }
    }

    func run() throws {
        var table = try TableFile.read(input)
        print("ready", table.rowCount)
        Output.flush()
        while readLine() != nil {
            if mode != .write { table = Table(columns: []) }
            let processor = ProcessorTime.seconds
            let elapsed = try ContinuousClock().measure {
                switch (mode, output) {
                case (.read, _): table = try TableFile.read(input)
                case (.stream, _):
                    let reader = try TableFile.reader(input)
                    while let batch = try reader.next(65_536) { table = batch }
                case (.write, let output?): try TableFile.write(table, to: output)
                case (.write, nil): break
                }
            }
            print(elapsed / .seconds(1), ProcessorTime.seconds - processor)
            Output.flush()
        }
        let sums = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, Self.sum($0)) })
        print(String(decoding: try JSONEncoder().encode(sums), as: UTF8.self))
    }

    private static func sum(_ column: Column) -> Double {
        if case .text(let cells) = column.values {
            return Double(cells.reduce(0) { $0 + $1.utf8.reduce(0) { $0 + Int($1) } })
        }
        return (0..<column.count).reduce(0) { $0 + (column.double($1) ?? 0) }
    }
}
