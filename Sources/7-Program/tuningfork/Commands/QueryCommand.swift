import ArgumentParser
import Catalogue
import Drawing
import Files
import Foundation
import Images
import Manifests
import Process
import Tables

/// `tuningfork query`
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Find galaxies in a catalogue: by place, identifier, class, or any column's range.",
        discussion: """
            CATALOG is a HATS directory, this program's or another's. All conditions must be met. Cells of the sky, and groups \
            of rows, that cannot hold what is wanted are not opened. Prints CSV unless --output names a table.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of the catalogue.", valueName: "catalog"))
    var catalogue: String

    @OptionGroup(title: "Which galaxies")
    var wanted: QueryOptions

    @Option(
        help: ArgumentHelp("Table to write (.csv, .fits, .vot, .parquet), instead of printing.", valueName: "table"))
    var output: String?

    @Flag(help: "Print one JSON object a row instead of CSV.")
    var json = false

    @Option(help: ArgumentHelp("Picture of the galaxies found, with their classes (.png, .jpg).", valueName: "file"))
    var sheet: String?

    @Option(
        help: ArgumentHelp("Folder from which the paths of images count: that of the manifest.", valueName: "folder"))
    var images: String?

    @OptionGroup var reporting: ReportingOptions

    /// Most pictures of a sheet.
    private static let mostPictures = 400
    /// Rows of a group in a Parquet file.
    private static let groupRows = 1 << 16

    func validate() throws {
        if json, output != nil { throw ValidationError("--json prints; leave out --output.") }
        if images != nil, sheet == nil { throw ValidationError("--images belongs to --sheet.") }
    }

    func run() throws {
        try OutputFiles.check([output, sheet], inputs: [wanted.moc, wanted.ids])
        let reader = try CatalogueReader(catalogue)
        let query = try wanted.query()
        let columns = try reader.columns(of: query)
        let rows: Int
        if let output {
            rows = try written(reader, query, columns, to: output)
            print(output)
        } else if sheet != nil, !json {
            rows = 0
        } else {
            rows = try printed(reader, query, columns)
        }
        if let sheet { try writeSheet(sheet, reader, query) }
        if output != nil { reporting.progress.say("\(rows) rows") }
    }

    private func written(
        _ reader: CatalogueReader, _ query: CatalogueQuery, _ columns: [ColumnInfo], to output: String
    ) throws -> Int {
        var (query, found) = (query, 0)
        func write(_ writer: any TableWriter) throws { found = try reader.search(query, writer.write) }
        if EmbeddingFile.isParquet(output) {
            query.givesVectors = true
            try ParquetGroups.write(
                output, columns: columns, info: TableInfo(), groupRows: Self.groupRows,
                vector: reader.vector(of: query), write)
        } else {
            reader.tellWithoutVectors(query)
            try TableFile.write(output, columns: columns, write)
        }
        return found
    }

    private func printed(_ reader: CatalogueReader, _ query: CatalogueQuery, _ columns: [ColumnInfo]) throws -> Int {
        reader.tellWithoutVectors(query)
        if json {
            return try reader.search(query) { table in
                for row in 0..<table.rowCount { print(Self.json(table, row)) }
            }
        }
        var found = 0
        try TableFile.printCSV(columns) { writer in
            found = try reader.search(query) { try writer.write($0) }
        }
        return found
    }

    /// A row as a JSON object: numbers as such, missing cells as null.
    private static func json(_ table: Table, _ row: Int) -> String {
        let members = table.columns.map { column in
            let value =
                !column.hasValue(row)
                ? "null" : column.type == .string ? EscapedText.quoted(column.text(row)) : column.text(row)
            return "\(EscapedText.quoted(column.name)):\(value)"
        }
        return "{\(members.joined(separator: ","))}"
    }

    private func writeSheet(_ path: String, _ reader: CatalogueReader, _ query: CatalogueQuery) throws {
        var query = query
        query.columns = [GalaxyColumn.id.name, GalaxyColumn.file.name, GalaxyColumn.predicted.name]
        query.limit = min(query.limit ?? .max, Self.mostPictures)
        var tiles: [ContactSheet.Tile] = []
        try reader.search(query) { table in
            let (ids, files) = (try table.texts("id"), try table.texts("file"))
            let classes = try table.texts("class")
            for row in ids.indices where !classes[row].isEmpty {
                let file = files[row].hasPrefix("/") ? files[row] : (images.map { $0 + "/" } ?? "") + files[row]
                do {
                    tiles.append(.init(image: try RGBImage(contentsOf: file), caption: "\(ids[row]) \(classes[row])"))
                } catch {
                    throw InputError(
                        problem: "the picture of '\(ids[row])' cannot be shown: \(error)",
                        remedy: "Say with --images from which folder the paths count, or leave --sheet out")
                }
            }
        }
        try ContactSheet(title: catalogue.fileName, tiles: tiles, columns: min(10, max(1, tiles.count))).write(to: path)
        print(path)
    }
}
