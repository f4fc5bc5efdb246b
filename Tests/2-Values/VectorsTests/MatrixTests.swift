import Files
import Foundation
import TestSupport
import Testing
import Vectors

@Suite struct MatrixTests {
    @Test func numpysTypesGiveTheSameNumbers() throws {
        let matrix = try Matrix(mapping: VectorGoldens.folder + "float32.npy")
        #expect(matrix.rowCount == 150 && matrix.columnCount == 37 && matrix.ids == nil)
        let (shape, values) = try Npy.read(VectorGoldens.folder + "float32.npy")
        #expect(shape == [150, 37] && values == .float32(matrix.withValues { Array($0) }))
        for name in ["float64.npy", "fortran.npy"] {
            let other = try Matrix(mapping: VectorGoldens.folder + name)
            #expect(other.rowCount == 150 && other.columnCount == 37)
            #expect(other.withValues { Array($0) } == matrix.withValues { Array($0) }, "\(name)")
        }
        let half = try Matrix(mapping: VectorGoldens.folder + "float16.npy")
        #expect(difference(half[19].map(Double.init), matrix[19].map(Double.init)) < 1e-3)
    }

    /// Zeros of both signs, numbers below the least normal one, the largest one and infinities of half precision.
    @Test func halvesAreExact() throws {
        let halves = try Matrix(mapping: VectorGoldens.folder + "halves.npy")
        #expect(halves[0] == [0, -0.0, 0x1p-24, -0x3EFp-24] && halves[0][1].sign == .minus)
        #expect(halves[1] == [65504, .infinity, -.infinity, 1.5])
        #expect(halves.isFinite(0) && !halves.isFinite(1))
    }

    /// The nearest halves, as the compiler rounds: of all halves, of what lies between two, and of what is beyond.
    @Test func halvesAreTheNearest() throws {
        var values: [Float] = []
        for bits in UInt16(0)..<0x7C00 {
            let (here, next) = (Float(Float16(bitPattern: bits)), Float(Float16(bitPattern: bits + 1)))
            values += [here, -here]
            if next.isFinite {
                let middle = (here + next) / 2
                values += [middle, middle.nextUp, middle.nextDown, -middle]
            }
        }
        values += [65519.996, 65520, 1e30, -.infinity, .infinity, 1e-30, -1e-30]
        let halves = StoredFloat.halves(values)
        for (value, half) in zip(values, halves) where half != Float16(value).bitPattern {
            Issue.record("\(value) became \(Float16(bitPattern: half))")
        }
        #expect(Float16(bitPattern: StoredFloat.halves([.nan])[0]).isNaN)
        let directory = try TemporaryDirectory()
        try Npy.write(rows: 2, columns: 3, type: .float16, to: directory.file("h.npy")) {
            try $0([0, 0.1, 2, 3, 4, 5])
        }
        let matrix = try Matrix(mapping: directory.file("h.npy"))
        #expect(matrix[0] == [0, Float(Float16(0.1)), 2] && matrix[1] == [3, 4, 5])
    }

    @Test(arguments: [
        ("big_endian.npy", "type '>f4'", "astype('<f4')"), ("cube.npy", "its shape is [1, 2, 37]", "two axes"),
    ])
    func othersAreRefused(name: String, problem: String, remedy: String) throws {
        let error = #expect(throws: InputError.self) { try Matrix(mapping: VectorGoldens.folder + name) }
        #expect(error?.problem.contains(problem) == true && error?.remedy?.contains(remedy) == true)
    }

    @Test func identifiersBelongToRows() throws {
        let path = VectorGoldens.folder + "float32.npy"
        let matrix = try Matrix(mapping: path, ids: (0..<150).map { "g\($0)" })
        let some = matrix.gathered([7, 3, 7])
        #expect(some.ids == ["g7", "g3", "g7"] && some.rowCount == 3)
        #expect(some[1] == matrix[3] && some[0] == some[2] && some[0] != some[1])
        let error = #expect(throws: InputError.self) { try Matrix(mapping: path, ids: ["a"]) }
        #expect(error?.problem.contains("150 rows, and there are 1 identifiers") == true)
    }

    @Test func writtenMatricesAreReadBack() throws {
        let directory = try TemporaryDirectory()
        let matrix = try Matrix(mapping: VectorGoldens.folder + "float32.npy")
        for (name, source) in [("mapped.npy", matrix), ("held.npy", matrix.gathered(Array(0..<150)))] {
            try source.write(to: directory.file(name))
            #expect(
                try Data(contentsOf: URL(filePath: directory.file(name)))
                    == Data(contentsOf: URL(filePath: VectorGoldens.folder + "float32.npy")))
        }
    }

    /// A file of 400 MB: a look at one row does not bring it into memory.
    @Test func whatIsNotLookedAtIsNotRead() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("large.npy")
        try Npy.write(rows: 100_000, columns: 1000, to: path) { append in
            let rows = [Float](repeating: 1, count: 1000 * 1000)
            for _ in 0..<100 { try append(rows) }
        }
        await #expect(processExitsWith: .success) { [path = path as String] in
            func peakKilobytes() throws -> Int {
                let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
                return try #require(Int(line.filter(\.isNumber)))
            }
            let before = try peakKilobytes()
            let matrix = try Matrix(mapping: path)
            try #require(matrix[99_999] == [Float](repeating: 1, count: 1000))
            let growth = try peakKilobytes() - before
            try #require(growth < 20_000, "\(growth) kB")
        }
    }

    @Test func distances() throws {
        let golden = try VectorGoldens.read()
        let matrix = try Matrix(mapping: VectorGoldens.folder + "float32.npy")
        let squared = matrix.distances(from: matrix[3], by: .squaredEuclidean)
        #expect(difference(squared.map(Double.init), golden.squaredDistances, scale: 10) < 1e-6)
        let cosine = matrix.distances(from: matrix[3], by: .cosine, threads: 1)
        #expect(difference(cosine.map(Double.init), golden.cosineDistances) < 1e-6)
        #expect(cosine == matrix.distances(from: matrix[3], by: .cosine, threads: 3))
        #expect(Distance.squaredEuclidean([0, 0], [3, 4]) == 25 && Distance.cosine([1, 0], [0, 2]) == 1)
        #expect(Distance.cosine([0, 0], [1, 2]).isNaN)
        let dots = matrix.dots(with: matrix[3])
        #expect(dots.count == 150)
        let plain = zip(matrix[9], matrix[3]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(Double(dots[9]) - plain) < 1e-5 * max(1, abs(plain)))
    }

    /// As `numpy.save` writes whole numbers, in both orders of the axes.
    @Test(arguments: [("<i8", 8, false), ("<i2", 2, true), ("|u1", 1, false), ("<u4", 4, true)])
    func wholeNumbersAreRead(_ type: String, _ size: Int, _ isFortran: Bool) throws {
        let directory = try TemporaryDirectory()
        var header = "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (2, 3), }"
        while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count + 1), 0]
        bytes += Array((header + "\n").utf8)
        let values: [UInt8] = isFortran ? [1, 4, 2, 5, 3, 6] : [1, 2, 3, 4, 5, 6]
        for value in values { bytes += [value] + [UInt8](repeating: 0, count: size - 1) }
        let matrix = try Matrix(mapping: try directory.write("a.npy", Data(bytes)))
        #expect(matrix[0] == [1, 2, 3] && matrix[1] == [4, 5, 6])
    }
}
