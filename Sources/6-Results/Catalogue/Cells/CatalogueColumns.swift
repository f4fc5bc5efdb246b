internal import Confidence
internal import Engines
internal import Manifests
internal import Sky
internal import Tables
internal import TrainingSets

/// The rows of a catalogue: `_healpix_29`, `designation`, `ra` and `dec` (ICRS), those of ``Manifests/PredictionColumns``,
/// `image_digest` and `settings_digest`, then the manifest's other columns; one of theirs that has one of these names, in
/// whatever case, is renamed `manifest_NAME`. Where vectors are wanted, they come last.
struct CatalogueColumns {
    let all: [ColumnInfo]
    /// The column of vectors; nil where none are wanted.
    let vector: VectorColumn?
    private let predictions: PredictionColumns
    private let carried: CarriedColumns
    private let model: String
    private let isEstablished: Bool
    /// Rounds of a recursion in which the network learnt from its own labels, by identifier; nil where it did not.
    private let rounds: [String: Int32]?
    /// Folder of the images, with its final slash.
    private let folder: String

    private static let front = [GalaxyColumn.healpix, .designation, .ra, .dec].map(\.info)
    private static let digests = [GalaxyColumn.imageDigest, .settingsDigest].map(\.info)

    /// - Parameters:
    ///   - setLevel: of the prediction sets; nil where none are made.
    ///   - embeds: whether the network's vectors are wanted.
    ///   - carried: the manifest's columns that come along.
    ///   - rounds: in which the network learnt from its own labels, by identifier; nil where it did not.
    ///   - manifest: the table whose images are looked at.
    init(
        _ model: EngineModel, setLevel: Double?, embeds: Bool, carrying carried: [ColumnInfo],
        rounds: [String: Int32]? = nil, manifest: String
    ) {
        vector = embeds ? EmbeddingFile.column(width: model.dimension) : nil
        self.rounds = rounds
        folder = manifest.lastIndex(of: "/").map { String(manifest[...$0]) } ?? ""
        self.model = model.name
        isEstablished = model.confidence.thresholdIsEstablished
        predictions = PredictionColumns(
            classes: model.classes, answers: model.votes?.tree.answers ?? [],
            tellsStrangeness: model.confidence.strangeness != nil, setLevel: setLevel, members: model.members)
        let own =
            Self.front + predictions.infos + (rounds == nil ? [] : [GalaxyColumn.learntInRound.info]) + Self.digests
        // A plain column that has the name of the vectors gets another one, too.
        let named = own + (vector.map { [ColumnInfo($0.name, .float)] } ?? [])
        self.carried = CarriedColumns(carried, besides: named, renaming: .prefix("manifest_"))
        all = own + self.carried.infos
    }

    /// Columns that a reader is shown who asks for none.
    var defaults: [String] {
        ["designation", "id", "ra", "dec"] + predictions.classes.map { GalaxyColumn.probability(of: $0).name }
            + [GalaxyColumn.predicted.name, GalaxyColumn.flag.name]
    }

    /// Those of a catalogue's columns that are made here of a galaxy: neither place and name nor what the manifest brought.
    static func results(_ columns: [ColumnInfo]) -> [ColumnInfo] {
        let own =
            columns.prefix { $0.name != GalaxyColumn.settingsDigest.name }
            + columns.filter {
                $0.name == GalaxyColumn.settingsDigest.name
            }
        let apart = Set((Self.front + [GalaxyColumn.id.info, GalaxyColumn.file.info]).map(\.name))
        return own.filter { !apart.contains($0.name) }
    }

    private static func designations(ra: [Double], dec: [Double]) -> Texts {
        let lengths = [UInt32](repeating: UInt32(Designation.length), count: ra.count)
        return Texts(lengths: lengths, bytes: Designation.length * ra.count) { bytes in
            for row in ra.indices {
                let place = Designation.length * row
                Designation.write(
                    ra: ra[row], dec: dec[row],
                    to: UnsafeMutableRawBufferPointer(rebasing: bytes[place..<place + Designation.length]))
            }
        }
    }

    /// Why an image cannot be read, with the image's name as the manifest has it: a catalogue does not depend on where the
    /// manifest lies.
    private func portable(_ reason: String) -> String {
        let begun = reason.hasPrefix(folder) ? String(reason.dropFirst(folder.count)) : reason
        // A band's file may be named, too.
        return [" ", "(", "'"].reduce(begun) { $0.replacing($1 + folder, with: $1) }
    }

    /// - Parameters:
    ///   - cells: what the network says of them.
    ///   - images: digest of each image.
    ///   - settings: digest of model and settings.
    func table(of rows: CellRows, _ cells: PredictionCells, images: Texts, settings: String) -> Table {
        let front: [Column.Values] = [
            .int64(rows.pixels),
            .text(Self.designations(ra: rows.ra, dec: rows.dec)),
            .double(rows.ra), .double(rows.dec),
        ]
        var cells = cells
        cells.reasons = cells.reasons.mapValues(portable)
        let own = predictions.columns(
            cells, ids: rows.ids, files: rows.files,
            repeats: rows.repeats, model: model, isEstablished: isEstablished)
        let digests: [Column.Values] = [.text(images), .text(Texts(repeating: settings, count: rows.count))]
        let learnt = rounds.map { rounds in
            let found = rows.ids.map { rounds[$0] }
            return Column(
                GalaxyColumn.learntInRound.info, .int32(found.map { $0 ?? 0 }), isMissing: found.map { $0 == nil })
        }
        return Table(
            columns: zip(Self.front, front).map { Column($0, $1) } + own + (learnt.map { [$0] } ?? [])
                + zip(Self.digests, digests).map { Column($0, $1) } + carried.columns(of: rows.carried))
    }
}
