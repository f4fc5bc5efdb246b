import Files
internal import Tables

/// Writes manifests that only somebody who made the sky can write.
struct TrueClasses {
    private let sky: SimulatedSky.Paths
    private let truth: Table

    init(_ sky: SimulatedSky.Paths) throws {
        self.sky = sky
        truth = try TableFile.read(sky.truth, text: ["objid", "COADD_OBJECT_ID"])
    }

    /// Writes a set's manifest with the true classes as labels.
    ///
    /// - Parameters:
    ///   - keepsOthers: whether what is of none of the `classes` stays, without a label.
    ///   - key: column of the truth with the set's identifiers.
    ///   - pictures: the set's folder as seen from the output's, where the set has pictures.
    func label(
        _ path: String, by key: String, classes: [String], keepsOthers: Bool = false, to output: String,
        pictures: String = ""
    ) throws {
        let names = Dictionary(
            try zip(truth.texts(key), truth.texts("class")), uniquingKeysWith: { first, _ in first })
        let table = try TableFile.read(path, text: ["id", "objid"])
        let labels = try table.texts("id").map { id in names[id].flatMap { classes.contains($0) ? $0 : nil } ?? "" }
        let rows = labels.indices.filter { keepsOthers || labels[$0] != "" }
        var labelled = table.setting(Column("label", .string(labels))).gathered(rows)
        if let files = labelled.column("file") {
            labelled = labelled.setting(Column("file", .string(files.texts.map { pictures + $0 })))
        }
        try TableFile.write(labelled, to: output)
    }

    /// Writes a manifest of all that SDSS lists and the given sets do not hold.
    func writeUnlabelledSDSS(except sets: [String], to output: String) throws {
        var labelled: Set<String> = []
        for path in sets { labelled.formUnion(try TableFile.read(path, text: ["id"]).texts("id")) }
        let catalogue = try TableFile.read(sky.sdssCatalogue, text: ["objid"])
        let ids = try catalogue.texts("objid")
        let rows = ids.indices.filter { !labelled.contains(ids[$0]) }
        let first = [Column("id", .string(ids)), Column("survey", .string(ids.map { _ in "sdss" }))]
        let table = Table(columns: first + catalogue.columns.filter { $0.name != "objid" })
        try TableFile.write(table.gathered(rows), to: output)
    }
}
