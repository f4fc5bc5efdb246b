import Files
import Tables
import Testing

@Suite struct TableTests {
    let table = Table(
        columns: [
            Column("RA", .string(["1.5", " 2e1 ", "", "NaN"])), Column("n", .string(["1", "-2", "", "3.5"])),
            Column("bad", .string(["1", "2", "x", "inf"])),
        ], path: "t.csv")

    @Test func numbers() throws {
        #expect(try table.doubles("ra") == [1.5, 20, nil, nil])
        #expect(try table.gathered([2, 0]).integers("n") == [nil, 1])
    }

    @Test func badCellsNameRowAndColumn() {
        let text = #expect(throws: InputError.self) { try table.doubles("BAD") }
        #expect(text?.description.hasPrefix("t.csv, row 3, column 'bad': 'x' is not a number.") == true)
        let infinite = #expect(throws: InputError.self) { try table.gathered([3]).doubles("bad") }
        #expect(infinite?.problem == "'inf' is not a number")
        let fraction = #expect(throws: InputError.self) { try table.integers("n") }
        #expect(fraction?.row == 4)
    }

    @Test func missingColumnsListWhatThereIs() {
        let error = #expect(throws: InputError.self) { try table.requiredColumn("id", "id_str") }
        #expect(error?.problem == "there is no column 'id' or 'id_str'")
        #expect(error?.remedy == "The columns are: RA, n, bad")
    }

    @Test func changing() {
        let longer = table.setting(Column("class", .string(["a", "b", "c", "d"])))
        #expect(longer.columns.map(\.name) == ["RA", "n", "bad", "class"])
        let replaced = longer.setting(Column("n", .string(["0", "0", "0", "0"])))
        #expect(replaced.columns.map(\.name) == ["RA", "n", "bad", "class"])
        #expect(replaced.column("n")?.texts == ["0", "0", "0", "0"])
        #expect(table.gathered([1, 1]).column("n")?.texts == ["-2", "-2"])
    }
}
