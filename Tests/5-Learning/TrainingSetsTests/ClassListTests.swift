import Files
import Foundation
import Manifests
import TestSupport
import Testing
import TrainingSets

/// A row with what a test is about.
func row(_ id: String, label: String? = nil, file: String? = nil, row: Int = 1) -> Manifest.Row {
    Manifest.Row(id: id, file: file ?? "\(id).jpg", label: label, row: row, manifest: "m.csv")
}

@Suite struct ClassListTests {
    private func error(_ body: () throws -> Void) -> InputError? {
        #expect(throws: InputError.self) { try body() }
    }

    @Test func standardOrder() {
        #expect(ClassList.standard.names == ["spiral", "elliptical"])
        #expect(ClassList.standard.positive == "spiral")
        #expect(ClassList.standard.number(of: "Elliptical") == 1)
        #expect(ClassList.standard.number(of: "ring") == nil)
    }

    @Test func badListsAreRefused() {
        for names in [[], ["spiral"], ["spiral", ""], ["spiral", "Spiral"]] {
            #expect(throws: InputError.self) { try ClassList(names) }
        }
    }

    @Test func codesAsAPlainList() throws {
        let data = try JSONEncoder().encode(ClassList.standard)
        #expect(String(decoding: data, as: UTF8.self) == #"["spiral","elliptical"]"#)
        #expect(try JSONDecoder().decode(ClassList.self, from: data) == .standard)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(ClassList.self, from: Data(#"["a"]"#.utf8)) }
    }

    @Test func sortsRowsAndCountsTheUnlabelled() throws {
        let rows = [row("1", label: "elliptical"), row("2"), row("3", label: "SPIRAL"), row("4")]
        let labelled = try ClassList.standard.select(rows)
        #expect(labelled.rows.map(\.id) == ["1", "3"])
        #expect(labelled.classes == [1, 0])
        #expect(labelled.leftOut == 2)
        #expect(labelled.counts(classCount: 2) == [1, 1])
        #expect(labelled.selecting([1]).rows.map(\.id) == ["3"])
        #expect(
            error { _ = try ClassList.standard.select(rows, unlabelled: .refuse) }?.problem == "the row has no label")
    }

    @Test func errorsNameTheRow() {
        let unknown = error {
            _ = try ClassList.standard.select([row("1", label: "spiral"), row("2", label: "ring", row: 7)])
        }
        #expect(
            unknown?.description
                == "m.csv, row 7, column 'label': 'ring' is not a class. The classes are spiral, elliptical: mend the label, or "
                + "name it in the recipe's 'classes'.")
        let one = error { _ = try ClassList.standard.select([row("1", label: "spiral"), row("2", label: "spiral")]) }
        #expect(one?.problem == "no row is labelled 'elliptical' (there are: 2 spiral)")
        #expect(error { _ = try ClassList.standard.select([row("1")]) }?.problem == "no row has a label")
    }

    @Test func testingMayDoWithOneClass() throws {
        let labelled = try ClassList.standard.select([row("1", label: "spiral")], requireEveryClass: false)
        #expect(labelled.classes == [0])
    }

    @Test(
        .enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)),
        arguments: [("sdss_gz2_kaggle5000/manifest.csv", 1962), ("sdss_efigi4458/manifest.csv", 854)])
    func sampleLabelsAreClasses(name: String, unlabelled: Int) throws {
        let manifest = try Manifest.read(SampleData.file(name), requireLabels: true)
        #expect(try ClassList.standard.select(manifest.rows).leftOut == unlabelled)
    }
}
