import Tables
import Testing

@Suite("Texts of a column")
struct TextsTests {
    private let plain: Texts = ["M 51", "", "Ä", "NGC 4565"]
    private let repeated = Texts(["des", "sdss", ""], numbers: [0, 0, 1, 2, 0])

    @Test("A collection of texts gives them back, whether each is kept or few of many")
    func collection() {
        #expect(Array(plain) == ["M 51", "", "Ä", "NGC 4565"])
        #expect(Array(repeated) == ["des", "des", "sdss", "", "des"])
        #expect(Array(Texts(repeating: "x", count: 3)) == ["x", "x", "x"])
        #expect(Texts().isEmpty && Texts(repeating: "x", count: 0).isEmpty)
        #expect(plain.longest == 8 && repeated.longest == 4 && Texts().longest == 0)
        #expect(plain.indices.filter(plain.isEmpty) == [1] && repeated.indices.filter(repeated.isEmpty) == [3])
    }

    @Test("Equal are those whose cells are, however they are kept")
    func equality() {
        #expect(repeated == Texts(Array(repeated)) && Texts(Array(repeated)) == repeated)
        #expect(repeated != ["des", "des", "sdss", "", "sdss"] && repeated != ["des"])
        #expect(plain == Texts(Array(plain)))
    }

    @Test("Rows are taken in any order, with empty cells where there are none")
    func gathered() {
        for texts in [plain, repeated] {
            let cells = Array(texts)
            #expect(Array(texts.gathered([3, 0, 0, 2])) == [3, 0, 0, 2].map { cells[$0] })
            #expect(Array(texts.gathered([1, -1, 2] as [Int32])) == [cells[1], "", cells[2]])
            #expect(texts.gathered([] as [Int]).isEmpty)
            for end in 0...texts.count {
                for start in 0...end { #expect(Array(texts.sliced(start..<end)) == Array(cells[start..<end])) }
            }
        }
    }

    @Test("Cells are added to either kind")
    func appending() {
        for first in [plain, repeated, Texts()] {
            for second in [plain, repeated, Texts(), Texts(["des", "sdss", ""], numbers: [2])] {
                var all = first
                all.append(second)
                #expect(Array(all) == Array(first) + Array(second))
                all.append("last")
                #expect(Array(all) == Array(first) + Array(second) + ["last"])
            }
        }
    }

    @Test("A text that stands in many cells is looked at once")
    func mapping() {
        var looks = 0
        let lengths = repeated.mapOnce { text in
            looks += 1
            return text.count
        }
        #expect(lengths == [3, 3, 4, 0, 3] && looks == 3)
        #expect(plain.mapOnce(\.count) == [4, 0, 1, 8])
    }

    @Test("Trimmed are texts without blanks and tabs at their ends, none empty")
    func trimmed() {
        #expect((["a b", "ä"] as Texts).areTrimmed)
        for odd in ["", " a", "a\t"] { #expect(!(["a", odd] as Texts).areTrimmed) }
    }
}
