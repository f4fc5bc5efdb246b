internal import Files
internal import Foundation
internal import Manifests
internal import Process
internal import Sky
internal import Tables
internal import Workers

/// Makes the files of a publication, going twice through the rows: to see how wide they are and which lie at the edges of
/// cells, then to write them.
struct PublicationWork {
    private let request: PublicationRequest
    private let folder: PublicationFolder
    private let progress: ProgressReporter
    private let catalogue: CatalogueFolder
    private let plan: CataloguePlan
    /// As it is published.
    private let provenance: CatalogueProvenance
    private let reader: CatalogueReader
    private let name: String
    private let info: TableInfo
    private let started = Date()

    /// - Throws: ``InputError`` when the catalogue is not whole, or not this program's.
    init(_ request: PublicationRequest, _ folder: PublicationFolder, _ progress: ProgressReporter) throws {
        catalogue = CatalogueFolder(request.catalogue)
        guard let plan = try CataloguePlan(catalogue), catalogue.exists(catalogue.complete),
            let provenance = try CatalogueProvenance.read(request.catalogue)
        else {
            throw InputError(
                file: request.catalogue, problem: "there is no whole catalogue of this program here",
                remedy:
                    "Make it with tuningfork catalog, which also says with --status how far it is; one that an earlier "
                    + "version has made is described when the same command is run again")
        }
        (self.request, self.folder, self.progress, self.plan) = (request, folder, progress, plan)
        self.provenance = provenance.published
        reader = try CatalogueReader(request.catalogue)
        name = String(
            provenance.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) ? $0 : "_" })
        var info = reader.info
        info.parameters += self.provenance.parameters
        info.name = name
        if let title = request.title { info.description = title }
        self.info = info
    }

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    func perform() throws -> Publication.Summary {
        let pixel = GalaxyColumn.healpix.name
        let columns = reader.columns
        guard let id = columns.first(where: { $0.name == GalaxyColumn.id.name }),
            let healpix = columns.first(where: { $0.name == pixel })
        else { preconditionFailure("a catalogue has no columns id and \(pixel)") }
        let waiting = try folder.scratch("margin")
        var margin = MarginMaker(plan.cells, files: plan.cells.map { "\(waiting)/\($0.name)" }, pixel: pixel)
        var index = IdentifierTable(
            path(Publication.indexName(name)), scratch: try folder.scratch("index"), id: id, pixel: healpix,
            cells: plan.cells, rows: plan.rows, partRows: request.indexRows, info: info)
        var extents = columns.map { _ in ColumnExtent() }
        var footprint: [Int] = []
        var example: (ra: Double, dec: Double)?
        try rows("Looking at the rows") { table in
            try margin.add(table)
            try index.look(at: table)
            let before = extents
            extents = try Workers.map(count: before.count, threads: Workers.cores) { number in
                var extent = before[number]
                extent.add(table.columns[number])
                return extent
            }
            try note(table, pixel, in: &footprint)
            if example == nil { example = try Self.position(of: table) }
        }
        try margin.finish()
        let fixed = FixedWidthTable(columns, extents)
        try writeTables(columns, fixed) { try index.add($0) }
        try copyPrimary()
        var table = try HATSTable(
            path(Publication.marginName(name)), columns: columns, info: info, pixel: pixel,
            vectors: reader.vector.map {
                MarginVectors(column: $0, catalogue: reader, path: request.catalogue, pixel: pixel)
            })
        for cell in plan.cells {
            try table.write(order: cell.order, pixel: cell.pixel, from: "\(waiting)/\(cell.name)")
        }
        let marginRows = table.rows
        try describe(table, of: name, ra: GalaxyColumn.ra.name, dec: GalaxyColumn.dec.name)
        try index.finish(
            provenanceProperties + [
                ("obs_collection", Publication.indexName(name)), ("dataproduct_type", "index"),
                ("hats_primary_table_url", name),
            ])
        let indexName = Publication.indexName(name)
        try writeCollection(
            name, in: folder.path, hasMargin: marginRows > 0,
            [("all_indexes", "\(GalaxyColumn.id.name) \(indexName)"), ("default_index", GalaxyColumn.id.name)])
        let moc = MOC(order: Publication.footprintOrder, pixels: footprint)
        try moc.write(to: path("\(name).moc.fits"))
        let extensionFacts = try request.extended.map { try writeExtension($0) }
        for scratch in [".margin", ".index", ".extension", ".extension-margin"] {
            try Directory.remove(path(scratch))
        }
        let facts = PublicationFacts(
            request: request, provenance: provenance, name: name, columns: columns, vector: reader.vector,
            extents: extents, table: fixed, rows: plan.rows, cells: plan.cells.count, marginRows: marginRows,
            skyFraction: moc.skyFraction, example: example, extended: extensionFacts,
            date: String(CatalogueMaker.time(started).prefix(10)))
        let files = try writeDocuments(facts)
        if let vector = reader.vector {
            progress.say(
                "\(name).fits, \(name).vot and \(name).dat are without the vectors of '\(vector.name)': the HATS catalogue "
                    + "and its margin (Parquet) have them")
        }
        return Publication.Summary(
            rows: plan.rows, marginRows: marginRows, extensionRows: extensionFacts?.rows, files: files)
    }

    /// Hands over all rows along the curve.
    private func rows(_ title: String, _ body: (Table) throws -> Void) throws {
        progress.begin(title, total: plan.rows)
        defer { progress.end() }
        var done = 0
        try reader.search(CatalogueQuery()) { table in
            try body(table)
            done += table.rowCount
            progress.advance(to: done)
            try StopSignal.check(Publication.stopped)
        }
    }

    /// Notes the pixels of the footprint, of which the curve gives each once.
    private func note(_ table: Table, _ pixel: String, in footprint: inout [Int]) throws {
        guard case .int64(let pixels) = try table.requiredColumn(pixel).values else { return }
        for pixel in pixels {
            let coarse = Int(pixel) >> (2 * (29 - Publication.footprintOrder))
            if coarse != footprint.last { footprint.append(coarse) }
        }
    }

    private static func position(of table: Table) throws -> (ra: Double, dec: Double)? {
        guard table.rowCount > 0, let ra = try table.requiredColumn(GalaxyColumn.ra.name).double(0),
            let dec = try table.requiredColumn(GalaxyColumn.dec.name).double(0)
        else { return nil }
        return (ra, dec)
    }

    /// Writes all rows as one file each.
    private func writeTables(
        _ columns: [ColumnInfo], _ fixed: FixedWidthTable, _ body: (Table) throws -> Void
    ) throws {
        try TableFile.write(path("\(name).fits"), columns: columns, info: info) { fits in
            try TableFile.write(path("\(name).vot"), columns: columns, info: info) { votable in
                try AtomicFile.write(path("\(name).dat")) { sink in
                    try rows("Writing them") { table in
                        try fits.write(table)
                        try votable.write(table)
                        try fixed.write(table, to: &sink)
                        try body(table)
                    }
                }
            }
        }
    }

    /// Copies what the catalogue's record lists, as it was recorded; the copy's properties say more.
    private func copyPrimary() throws {
        for file in provenance.files.keys.sorted() {
            let target = path("\(name)/\(file)")
            try Directory.create(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
            do {
                try FileManager.default.copyItem(atPath: "\(catalogue.path)/\(file)", toPath: target)
            } catch {
                throw WriteError(
                    path: target, reason: "it cannot be copied: \(error.localizedDescription)",
                    remedy: "Check that the disk has space")
            }
            guard try CatalogueFiles.sum(target) == provenance.files[file] else {
                throw InputError(
                    file: "\(catalogue.path)/\(file)", problem: "it is not what the catalogue's record says",
                    remedy: "Was the catalogue made again meanwhile? Run the command that makes it, then this one again"
                )
            }
            try StopSignal.check(Publication.stopped)
        }
        let pairs = try HATSProperties.read("\(catalogue.path)/hats.properties").filter { pair in
            pair.0 != "obs_collection" && !provenanceProperties.contains { $0.0 == pair.0 }
        }
        try HATSFolder(path: path(name)).writeProperties([("obs_collection", name)] + pairs + provenanceProperties)
    }

    /// What all properties say of where the table comes from.
    private var provenanceProperties: [(String, String)] {
        var pairs = [
            ("obs_title", request.title ?? "Morphology of galaxies: \(name)"),
            ("hats_builder", "tuningfork \(ProgramVersion.current)"), ("hats_version", "v1.0"),
            ("hats_creation_date", provenance.finished), ("hats_data_semver", request.edition),
            ("prov_progenitor", "table of galaxies \(provenance.manifest.sha256)"),
        ]
        if !request.authors.isEmpty { pairs.append(("hats_creator", request.authors.joined(separator: "; "))) }
        if let licence = request.licence { pairs.append(("obs_copyright", licence)) }
        if let doi = request.doi { pairs.append(("bib_reference_url", "https://doi.org/\(doi)")) }
        return pairs
    }

    /// Describes the margin of the table `name`; takes one without rows away.
    private func describe(_ margin: HATSTable, of name: String, ra: String, dec: String) throws {
        guard margin.rows > 0 else { return try Directory.remove(margin.path) }
        try margin.describe(
            provenanceProperties + [
                ("obs_collection", Publication.marginName(name)), ("dataproduct_type", "margin"),
                ("hats_primary_table_url", name),
                ("hats_margin_threshold", "\(MarginMaker.width.arcseconds.rounded())"),
                ("hats_col_ra", ra), ("hats_col_dec", dec),
            ])
    }

    /// Says in `folder` what the table `name`, its margin and its indices are to one another.
    private func writeCollection(
        _ name: String, in folder: String, hasMargin: Bool, _ indices: [(String, String)] = []
    ) throws {
        let margin = Publication.marginName(name)
        try HATSProperties.write(
            [("obs_collection", name), ("hats_primary_table_url", name)]
                + (hasMargin ? [("all_margins", margin), ("default_margin", margin)] : []) + indices
                + provenanceProperties, "HATS Collection", to: "\(folder)/collection.properties")
    }

    /// Writes the columns for another catalogue's rows: a collection, whose margin whoever joins it needs at the edges of
    /// cells.
    ///
    /// - Returns: what is said of it.
    private func writeExtension(_ extended: PublicationRequest.Extended) throws -> PublicationFacts.Extended {
        let name = Publication.extensionName(name)
        let columns = CatalogueColumns.results(reader.columns)
        let (table, survey) = try CatalogueExtension(
            extended: extended, catalogue: reader, columns: columns, path: path("\(name)/\(name)"),
            scratch: folder.scratch("extension"), pieceRows: request.joinedRows, progress: progress
        ).write(info: info)
        guard table.cells.allSatisfy({ $0.order < MarginMaker.order }) else {
            throw InputError(
                file: extended.path,
                problem:
                    "its cells are finer than order \(MarginMaker.order - 1), and the margin would be wider than they are",
                remedy: "Give its table instead of the HATS folder: the extension is then divided by the program")
        }
        let margin = try margin(of: table, in: path("\(name)/\(Publication.marginName(name))"))
        try describe(margin, of: name, ra: survey.ra, dec: survey.dec)
        try writeCollection(name, in: path(name), hasMargin: margin.rows > 0)
        try table.describe(
            provenanceProperties + [
                ("obs_collection", name), ("dataproduct_type", "object"), ("hats_col_ra", survey.ra),
                ("hats_col_dec", survey.dec),
            ])
        try HATSProperties.write(
            [
                ("obs_collection", name), ("dataproduct_type", "extension"),
                ("hats_primary_table_url", extended.path.fileName),
                ("hats_col_assn_primary", table.columns[1].name), ("hats_assn_join_table_url", name),
                ("hats_col_assn_join", table.columns[1].name),
                ("hats_ext_cols", columns.map(\.name).joined(separator: " ")), ("hats_ext_join_style", "left"),
                ("hats_ext_shares_primary_coords", "true"), ("hats_product_type_served", "morphology"),
            ] + provenanceProperties, "HATS Extension", to: path("\(name).properties"))
        return .init(rows: table.rows, digests: try survey.digests())
    }

    /// Writes the margin of a table that lies on the disk.
    private func margin(of table: HATSTable, in path: String) throws -> HATSTable {
        let waiting = try folder.scratch("extension-margin")
        var maker = MarginMaker(table.cells, files: table.cells.map { "\(waiting)/\($0.name)" }, pixel: table.pixel)
        for cell in table.cells {
            try maker.add(try TableFile.read(table.file(of: cell)))
            try StopSignal.check(Publication.stopped)
        }
        try maker.finish()
        var margin = try HATSTable(path, columns: table.columns, info: table.info, pixel: table.pixel)
        for cell in table.cells {
            try margin.write(order: cell.order, pixel: cell.pixel, from: "\(waiting)/\(cell.name)")
        }
        return margin
    }

    /// Writes what describes the publication; the digests of all files come last.
    ///
    /// - Returns: how many files there are.
    private func writeDocuments(_ facts: PublicationFacts) throws -> Int {
        let readme = CDSReadMe(
            title: facts.title, authors: facts.authors, year: String(facts.date.prefix(4)), abstract: facts.abstract,
            file: "\(name).dat", table: facts.table, rows: facts.rows)
        for (file, text) in [
            ("ReadMe", readme.text), ("README.md", ReadmeFile(facts: facts).text),
            ("MODEL_CARD.md", ModelCard(facts: facts).text), ("schema.yaml", FelisSchema(facts: facts).text),
            ("CITATION.cff", CitationFile(facts: facts).text),
        ] { try AtomicFile.write(path(file), string: text) }
        try provenance.write(to: path(CatalogueFolder.provenanceName))
        let files = try Directory.files(in: folder.path)
        progress.begin("Summing up the files", total: files.count)
        defer { progress.end() }
        var sums: [String: CatalogueProvenance.Sum] = [:]
        for (number, file) in files.enumerated() {
            sums[file] = try CatalogueFiles.sum(path(file))
            progress.advance(to: number + 1)
            try StopSignal.check(Publication.stopped)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = ProvenanceDocument(
            facts, files: sums, started: CatalogueMaker.time(started), finished: CatalogueMaker.time(Date()))
        try AtomicFile.write(path("provenance.json"), bytes: encoder.encode(document) + [10])
        return files.count + 1
    }
}
