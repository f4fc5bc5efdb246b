import Manifests
import Neighbours
import Tables

/// What `neighbours` found, as a table and as figures.
struct NeighbourResults {
    let galaxies: EmbeddedGalaxies
    let groups: [NeighbourGroup]
    let search: GalaxySearch

    private var isAnomalies: Bool { groups.allSatisfy { $0.query == nil } }

    private var ownColumns: [ColumnInfo] {
        let rank = ColumnInfo("rank", .int32, ucd: "meta.number", description: "1 is the first")
        if isAnomalies {
            return [
                rank, GalaxyColumn.id.info,
                ColumnInfo("anomaly", .float, ucd: "stat.value", description: "High is anomalous"),
            ]
        }
        return [
            ColumnInfo("query", .string, ucd: "meta.id", description: "Galaxy or picture whose neighbours these are"),
            rank, GalaxyColumn.id.info,
            ColumnInfo(
                "distance", .float, ucd: "stat.value",
                description: "Between the vectors, \(search.metric.rawValue)"),
        ]
    }

    /// Writes a row for each galaxy found, with what stands beside its vector.
    func write(to path: String) throws {
        let rows = groups.flatMap { $0.found.map(\.row) }
        let own = ownColumns
        let beside = galaxies.file.table
        let carried = CarriedColumns(
            beside.columns.map(\.info), besides: own, replacing: [GalaxyColumn.id.name], renaming: .prefix("galaxy_"))
        var values: [Column.Values] = [
            .int32(groups.flatMap { $0.found.indices.map { Int32($0 + 1) } }),
            .string(rows.map { galaxies.file.ids[$0] }), .float(groups.flatMap { $0.found.map(\.distance) }),
        ]
        if !isAnomalies {
            values.insert(.string(groups.flatMap { group in group.found.map { _ in group.query?.name ?? "" } }), at: 0)
        }
        let columns = zip(own, values).map { Column($0, $1) } + carried.columns(of: beside.gathered(rows))
        try TableFile.write(Table(columns: columns), to: path)
    }

    /// What `--json` writes.
    struct Summary: Encodable {
        struct Found: Encodable {
            let id: String
            let distance: Float
        }

        struct Query: Encodable {
            let query: String
            let neighbours: [Found]
        }

        let rows: Int
        let rowsWithoutVector: Int
        let dimension: Int
        let metric: String
        /// `exact` or `index`.
        let search: String
        let queries: [Query]?
        let anomalous: [Found]?
    }

    var summary: Summary {
        func found(_ group: NeighbourGroup) -> [Summary.Found] {
            group.found.map { .init(id: galaxies.file.ids[$0.row], distance: $0.distance) }
        }
        let rows = galaxies.file.ids.count
        return Summary(
            rows: rows, rowsWithoutVector: rows - galaxies.vectors, dimension: galaxies.file.dimension,
            metric: search.metric.rawValue, search: search.usesIndex ? "index" : "exact",
            queries: isAnomalies ? nil : groups.map { .init(query: $0.query?.name ?? "", neighbours: found($0)) },
            anomalous: isAnomalies ? groups.first.map(found) : nil)
    }
}
