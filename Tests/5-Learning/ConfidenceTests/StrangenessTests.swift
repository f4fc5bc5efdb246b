import Confidence
import Files
import Foundation
import TestSupport
import Testing
import Vectors

@Suite struct StrangenessTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/strangeness/"

    private func golden(_ name: String) throws -> Matrix { try Matrix(mapping: Self.folder + name + ".npy") }

    private func numbers(_ name: String) throws -> [Double] {
        guard case .float32(let values) = try Npy.read(Self.folder + name + ".npy").values else { return [] }
        return values.map(Double.init)
    }

    private func values(_ matrix: Matrix) -> [Float] { matrix.withValues { Array($0) } }

    @Test func pValuesAreThoseOfNumPy() throws {
        let strangeness = try #require(Strangeness(of: try golden("clean")))
        let found = strangeness.pValues(of: values(try golden("test")))
        let expected = try numbers("p_values")
        #expect(found.count == 50 && expected.count == 50)
        // One clean galaxy more or less, where two residuals differ by rounding.
        for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1.01 / 201) }
        #expect(strangeness.strangeShare == 0)
        // The last half are strange.
        #expect(found[25...].filter { $0 < 0.05 }.count > 20)
        #expect(found[..<25].filter { $0 < 0.05 }.count <= 4)
    }

    @Test func anotherSurveysAreThoseOfNumPy() throws {
        let source = try #require(Strangeness(of: try golden("clean")))
        let target = try #require(source.rebased(on: try golden("others")))
        #expect(abs(target.strangeShare - (try numbers("share")[0])) < 1e-5)
        #expect((0.03...0.1).contains(target.strangeShare))
        let test = values(try golden("other_test"))
        for (found, expected) in zip(target.pValues(of: test), try numbers("other_p_values")) {
            #expect(abs(found - expected) < 1.01 / 287)
        }
        let strange = [source, target].map { $0.pValues(of: test).filter { $0 < 0.05 }.count }
        #expect(strange[0] > strange[1] && strange[1] <= 6)
    }

    @Test func theResultDoesNotDependOnThreads() throws {
        let clean = try golden("clean")
        let (one, two) = (Strangeness(of: clean, threads: 1), Strangeness(of: clean, threads: 2))
        #expect(one == two)
        let test = values(try golden("test"))
        #expect(one?.pValues(of: test, threads: 1) == two?.pValues(of: test, threads: 3))
    }

    @Test func unreadableRowsHaveNone() throws {
        let strangeness = try #require(Strangeness(of: try golden("clean")))
        var rows = Array(values(try golden("test"))[..<48])
        rows[3] = .nan
        let found = strangeness.pValues(of: rows)
        #expect(found.count == 2 && found[0].isNaN && !found[1].isNaN)
        #expect(strangeness.pValues(of: []).isEmpty)
    }

    @Test func tooLittleGivesNone() throws {
        let clean = try golden("clean")
        #expect(Strangeness(of: clean.gathered(Array(0..<99))) == nil)
        #expect(Strangeness(of: Matrix([Float](repeating: 1, count: 2400), columnCount: 24)) == nil)
        #expect(Strangeness(of: Matrix((0..<1500).map { Float($0 % 37) }, columnCount: 15)) == nil)
        #expect(try #require(Strangeness(of: clean)).rebased(on: clean.gathered(Array(0..<99))) == nil)
    }

    @Test func theFileIsReadAsWritten() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("strangeness.safetensors")
        #expect(try Strangeness.read(path) == nil)
        let strangeness = try #require(Strangeness(of: try golden("clean"))?.rebased(on: try golden("others")))
        try strangeness.write(to: path)
        #expect(try Strangeness.read(path) == strangeness)
        let bytes = try Array(Data(contentsOf: URL(filePath: path)))
        for cut in [0, 7, 100, bytes.count - 1] {
            try Data(bytes[..<cut]).write(to: URL(filePath: path))
            let error = #expect(throws: InputError.self) { try Strangeness.read(path) }
            #expect(error?.file == path)
        }
        // A number in the middle, and the header.
        for place in [bytes.count / 2, 20] {
            var damaged = bytes
            damaged[place] ^= 0x10
            try Data(damaged).write(to: URL(filePath: path))
            #expect(throws: InputError.self) { try Strangeness.read(path) }
        }
    }
}
