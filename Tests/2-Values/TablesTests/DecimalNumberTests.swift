import Foundation
import Tables
import TestSupport
import Testing

/// Numbers are read bit for bit as `strtod` reads them, and written so that they read back the same.
@Suite struct DecimalNumberTests {
    private func read(_ texts: [String]) throws -> [Double] {
        let directory = try TemporaryDirectory()
        let path = try directory.write("t.csv", "x\n0.5\n" + texts.joined(separator: "\n") + "\n")
        guard case .double(let cells) = try TableFile.read(path).columns[0].values else {
            Issue.record("the column is not of numbers")
            return []
        }
        return Array(cells.dropFirst())
    }

    private func expectEqual(_ texts: [String]) throws {
        let found = try read(texts)
        try #require(found.count == texts.count)
        for (text, value) in zip(texts, found) {
            let expected = strtod(text, nil)
            #expect(value.bitPattern == expected.bitPattern, "\(text): \(value), not \(expected)")
        }
    }

    @Test func randomTexts() throws {
        var generator = SplitMix(state: 1)
        var texts: [String] = []
        for _ in 0..<100_000 {
            let digits = (0..<Int.random(in: 1...25, using: &generator)).map { _ in
                String(Int.random(in: 0...9, using: &generator))
            }
            var text = ["", "-", "+"].randomElement(using: &generator)! + digits.joined()
            let point = text.index(text.startIndex, offsetBy: Int.random(in: 1...text.count, using: &generator))
            text.insert(".", at: point)
            if Bool.random(using: &generator) {
                text +=
                    ["e", "E"].randomElement(using: &generator)! + String(Int.random(in: -340...280, using: &generator))
            }
            texts.append(text)
        }
        try expectEqual(texts)
    }

    @Test func shortestTexts() throws {
        var generator = SplitMix(state: 1)
        var numbers: [Double] = (0..<50_000).map { _ in Double.random(in: -400...400, using: &generator) }
        numbers += (0..<50_000).map { _ in Double(bitPattern: .random(in: 1...0x7FEF_FFFF_FFFF_FFFF, using: &generator))
        }
        try expectEqual(numbers.map { "\($0)" })
    }

    @Test func halfWayCases() throws {
        // Texts half way between two doubles, and a last digit above and below.
        var texts: [String] = ["9007199254740993.0", "9007199254740992.9", "9007199254740993.1", "4503599627370497.5"]
        for shift in 0..<40 {
            let whole = (UInt64(1) << 53) + UInt64(2 * shift + 1)
            texts += ["\(whole).0", "\(whole).00000001", "\(whole)e0", "\(whole)e2", "\(whole)e-9", "\(whole)e22"]
        }
        try expectEqual(
            texts + ["0.0", "-0.0", "0e5", "1e23", "8.5e22", "1e-27", "1e27", "5e-324", "2.2250738585072011e-308"])
    }

    @Test func writtenNumbersReadBack() throws {
        var generator = SplitMix(state: 1)
        var doubles: [Double] = [
            0, -0.0, 1, -1, 1e15, 1e16, 1e-4, 1e-5, 0.1 + 0.2, 123_456_789.123_456, .infinity, .leastNonzeroMagnitude,
        ]
        for places in 0..<16 {
            let scale = pow(10, Double(places))
            doubles += (0..<3000).map { _ in
                (Double.random(in: -360...360, using: &generator) * scale).rounded() / scale
            }
        }
        var floats = doubles.map { Float($0) }
        floats += (0..<20_000).map { _ in Float(bitPattern: .random(in: 1...0x7F7F_FFFF, using: &generator)) }
        doubles += (0..<(floats.count - doubles.count)).map { _ in Double.random(in: -1e-3...1e-3, using: &generator) }
        let ints = doubles.indices.map { _ in
            Int64.random(in: .min ... .max, using: &generator) >> Int64.random(in: 0...60)
        }
        let table = Table(columns: [
            Column("d", .double(doubles)), Column("f", .float(floats)), Column("i", .int64(ints)),
        ])
        let directory = try TemporaryDirectory()
        let path = directory.file("t.csv")
        try TableFile.write(table, to: path)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        // Spelled as Swift spells them, which is the shortest.
        for row in doubles.indices { #expect(lines[row + 1] == "\(doubles[row]),\(floats[row]),\(ints[row])") }
        let found = try TableFile.read(path)
        #expect(found.columns[0] == table.columns[0])
        #expect(found.columns[2] == table.columns[2])
        #expect((0..<floats.count).allSatisfy { Float(found.columns[1].text($0)) == floats[$0] })
    }
}
