import Files
import Testing

@Suite struct ErrorTests {
    @Test func inputErrorNamesThePlace() {
        let full = InputError(
            file: "m.csv", row: 12, column: "label", problem: "'x' is not a class", remedy: "The classes are: a, b")
        #expect(full.description == "m.csv, row 12, column 'label': 'x' is not a class. The classes are: a, b.")
        #expect(InputError(problem: "no galaxies").description == "no galaxies.")
        #expect(InputError(file: "m.csv", problem: "is it empty?").description == "m.csv: is it empty?")
    }
}
