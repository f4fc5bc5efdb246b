internal import Files
internal import Manifests
internal import Sky
internal import Tables

/// A survey's own catalogue that is to be extended: identifiers and positions of a table, or of a HATS directory, cell by cell.
struct SurveyTable {
    /// Names of the columns of position.
    let ra, dec: String
    /// Number of rows, where it is known.
    let rows: Int?
    /// How it is divided; nil for a table.
    let cells: [MOCCell]?
    private let id: ColumnInfo
    private let columns: [ColumnInfo]
    private let directory: HATSDirectory?
    private let path: String

    /// - Throws: ``InputError`` when it cannot be read, has no positions, or no such column of identifiers.
    init(_ extended: PublicationRequest.Extended) throws {
        if Directory.isDirectory(extended.path) {
            let directory = try HATSDirectory(try Self.primary(of: extended.path))
            (path, self.directory, cells, rows) = (directory.path, directory, directory.cells, directory.rows)
            (columns, ra, dec) = (try directory.description().columns, directory.ra, directory.dec)
        } else {
            let reader = try TableFile.reader(extended.path)
            let positions = try PositionColumns(reader.columns, path: extended.path)
            (path, directory, cells, rows) = (extended.path, nil, nil, reader.rowCount)
            (columns, ra, dec) = (reader.columns, positions.ra.name, positions.dec.name)
        }
        let names = columns.map(\.name)
        guard let place = ColumnNames.index(of: extended.id, in: names) else {
            throw ColumnNames.missing([extended.id], in: names, path: extended.path)
        }
        id = columns[place]
    }

    /// The primary catalogue of a collection; any other folder itself.
    private static func primary(of path: String) throws -> String {
        guard let pairs = try? HATSProperties.read("\(path)/collection.properties"),
            let name = pairs.first(where: { $0.0 == "hats_primary_table_url" })?.1
        else { return path }
        return name.hasPrefix("/") ? name : "\(path)/\(name)"
    }

    /// SHA-256 of what identifies it, by what that is: of a table its bytes; of a HATS directory, whose cells may be a great many,
    /// its properties and its partitions.
    ///
    /// - Throws: ``InputError`` when a file cannot be read.
    func digests() throws -> [String: String] {
        guard directory != nil else {
            return ["sha256": try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: path))]
        }
        var digests = [
            "partitions_sha256": try Checksum.hexadecimal(.sha256, ofFile: "\(path)/\(HATSFolder.partitionsName)")
        ]
        if let properties = HATSProperties.file(of: path) {
            digests["properties_sha256"] = try Checksum.hexadecimal(.sha256, ofFile: properties)
        }
        return digests
    }

    /// Columns of an extension that are this catalogue's: pixel of order 29, identifier, position.
    ///
    /// - Parameter others: columns that come beside them.
    /// - Throws: ``InputError`` where one of them has such a name.
    func own(besides others: [ColumnInfo], of extended: PublicationRequest.Extended) throws -> [ColumnInfo] {
        func info(_ name: String) -> ColumnInfo? { columns.first { $0.name == name } }
        let (ra, dec) = (GalaxyColumn.ra.info, GalaxyColumn.dec.info)
        if let twice = [id.name, self.ra, self.dec].first(where: { name in others.contains { $0.name == name } }) {
            throw InputError(
                file: extended.path, column: twice, problem: "the catalogue's results have a column of this name, too",
                remedy: "Give a copy of the table in which it has another name")
        }
        return [
            GalaxyColumn.healpix.info, id,
            ColumnInfo(
                self.ra, .double, unit: "deg", ucd: ra.ucd, description: info(self.ra)?.description ?? ra.description),
            ColumnInfo(
                self.dec, .double, unit: "deg", ucd: dec.ucd,
                description: info(self.dec)?.description ?? dec.description),
        ]
    }

    /// Hands over all rows: identifiers, positions in degrees, pixels of order 29, negative where there is no position.
    func read(
        _ rowsAtATime: Int, _ body: (_ id: Column, _ ra: [Double], _ dec: [Double], _ pixels: [Int64]) throws -> Void
    ) throws {
        let healpix = HEALPix(order: 29)
        let names = [id.name, ra, dec] + (directory.map { [$0.pixel] } ?? [])
        func hand(_ reader: any TableReader, _ positions: PositionColumns) throws {
            while let batch = try reader.next(rowsAtATime) {
                let degrees = try positions.degrees(of: batch)
                var pixels = (0..<batch.rowCount).map { row in
                    degrees.position(row).map { Int64(healpix.pixel(of: $0)) } ?? -1
                }
                if let directory, case .int64(let own) = try batch.requiredColumn(directory.pixel).values {
                    pixels = own
                }
                try body(batch.requiredColumn(id.name), degrees.ra, degrees.dec, pixels)
            }
        }
        guard let directory else {
            let reader = try TableFile.reader(path, columns: names)
            return try hand(reader, PositionColumns(reader.columns, path: path, ra: ra, dec: dec))
        }
        for cell in directory.cells {
            let file = directory.file(cell)
            let reader = try ParquetGroups.reader(file, columns: names) { _ in true }
            try hand(reader, PositionColumns(reader.columns, path: file, ra: ra, dec: dec))
        }
    }
}
