public import Cutouts
internal import Files
public import Images
import Randomness
internal import Sky
public import Surveys
internal import Tables

/// The paper's training and test sets, made from catalogues, votes and tiles (Khan et al. 2019, arXiv:1812.02183).
///
/// 1. Label SDSS galaxies by their debiased vote fractions; those between the thresholds get no label.
/// 2. Match SDSS with DES: the nearest within 1 arcsecond.
/// 3. Training and validation: labelled SDSS galaxies that DES does not see. Test: the labelled ones that both see, once
///    as SDSS sees them and once as DES does. Unlabelled: bright DES galaxies that SDSS does not see.
/// 4. Cut all of them out with one framing and one stretch, and write a manifest for each set.
///
/// It reads the columns of the real SDSS, DES and Galaxy Zoo 1 catalogues.
public struct LabelledSets: Sendable {
    /// How sets are made.
    public struct Configuration: Sendable {
        /// A galaxy is spiral when P_CS_DEBIASED is above this; the paper has 0.985.
        public var spiralAbove = 0.985
        /// A galaxy is elliptical when P_EL_DEBIASED is above this; the paper has 0.926.
        public var ellipticalAbove = 0.926
        /// Largest distance between an SDSS galaxy and its DES match.
        public var matchRadiusArcsec = 1.0
        /// Share of the labelled SDSS galaxies outside the overlap that validate.
        public var validationShare = 0.12
        /// Unlabelled DES galaxies have MAG_AUTO_G below this; the paper has 18.
        public var faintestG = 18.5
        /// Pixels on a side of a cutout.
        public var cutoutSize = 96
        public var framing = CutoutFraming()
        public var stretch = LuptonStretch.cutouts
        public var format = CutoutWriter.Format.jpeg(quality: 95)
        /// Decides who validates.
        public var seed: UInt64 = 1
        public var threads = 2

        public init() {}
    }

    /// One set: its manifest and what is in it.
    public struct GalaxySet: Sendable {
        /// Path of the CSV: id, file, survey, label, ra, dec, P_CS_DEBIASED, P_EL_DEBIASED, matched_id,
        /// separation_arcsec, missing_fraction. File names are relative to it.
        public let manifest: String
        public let count: Int
        public let spirals: Int
        public let ellipticals: Int
        /// Galaxies whose cutout reaches over the edge of the images and was padded.
        public let padded: Int
    }

    public let training: GalaxySet
    public let validation: GalaxySet
    /// Labelled galaxies that both surveys see, from SDSS.
    public let testSDSS: GalaxySet
    /// The same galaxies in the same order, from DES; `matched_id` is the SDSS id.
    public let testDES: GalaxySet
    /// DES galaxies without label.
    public let unlabelledDES: GalaxySet

    /// Makes all sets of a sky.
    /// - Parameters:
    ///   - sky: what ``SimulatedSky/build(_:in:progress:)`` returned.
    ///   - directory: gets `training.csv`, `validation.csv`, `test_sdss.csv`, `test_des.csv`, `unlabelled_des.csv` and
    ///     `cutouts/sdss`, `cutouts/des`; made where it does not exist.
    /// - Throws: `InputError` for a missing column or cell, `FITSError`, `WriteError`.
    public static func make(
        from sky: SimulatedSky.Paths, _ configuration: Configuration = Configuration(), in directory: String
    ) throws -> LabelledSets {
        try Directory.create(directory)
        let sdss = try CatalogueReader.sdss(sky.sdssCatalogue, votes: sky.galaxyZoo, framing: configuration.framing)
        let des = try CatalogueReader.des(sky.desCatalogue, framing: configuration.framing)
        let matches = match(sdss, des, radius: Angle(arcseconds: configuration.matchRadiusArcsec))

        var (training, validation, testSDSS, testDES): ([Entry], [Entry], [Entry], [Entry]) = ([], [], [], [])
        var generator = SeededGenerator(configuration.seed, 21)
        for (index, galaxy) in sdss.enumerated() {
            let isValidation = generator.uniform() < configuration.validationShare
            let label = galaxy.label(configuration)
            if let match = matches[index] {
                guard label != nil else { continue }
                testSDSS.append(Entry(galaxy: galaxy, label: label, match: nil))
                testDES.append(
                    Entry(
                        galaxy: des[match.index], label: label, match: (galaxy.id, match.separation),
                        votes: galaxy.votes))
            } else if label != nil {
                let entry = Entry(galaxy: galaxy, label: label, match: nil)
                if isValidation { validation.append(entry) } else { training.append(entry) }
            }
        }
        let known = SkyIndex(sdss.map(\.position))
        let radius = Angle(arcseconds: configuration.matchRadiusArcsec)
        let unlabelled = des.filter { galaxy in
            galaxy.isCleanGalaxy && galaxy.magnitudeG < configuration.faintestG
                && known.indices(within: radius, of: galaxy.position).isEmpty
        }.map { Entry(galaxy: $0, label: nil, match: nil) }

        let sdssWriter = try writer(for: sky.sdssTiles, configuration)
        let desWriter = try writer(for: sky.desTiles, configuration)
        func set(_ name: String, _ entries: [Entry], _ survey: String, _ writer: CutoutWriter) throws -> GalaxySet {
            try write(entries, name: name, survey: survey, writer: writer, directory: directory)
        }
        return try LabelledSets(
            training: set("training", training, "sdss", sdssWriter),
            validation: set("validation", validation, "sdss", sdssWriter),
            testSDSS: set("test_sdss", testSDSS, "sdss", sdssWriter),
            testDES: set("test_des", testDES, "des", desWriter),
            unlabelledDES: set("unlabelled_des", unlabelled, "des", desWriter))
    }

    /// One galaxy of a set.
    private struct Entry {
        let galaxy: CatalogueGalaxy
        let label: GalaxyKind?
        let match: (id: String, separation: Angle)?
        var votes: CatalogueGalaxy.Votes?

        init(
            galaxy: CatalogueGalaxy, label: GalaxyKind?, match: (String, Angle)?, votes: CatalogueGalaxy.Votes? = nil
        ) {
            self.galaxy = galaxy
            self.label = label
            self.match = match.map { (id: $0.0, separation: $0.1) }
            self.votes = votes ?? galaxy.votes
        }
    }

    /// For each SDSS galaxy the nearest clean DES galaxy within the radius.
    private static func match(
        _ sdss: [CatalogueGalaxy], _ des: [CatalogueGalaxy], radius: Angle
    ) -> [(index: Int, separation: Angle)?] {
        let clean = des.indices.filter { des[$0].isCleanGalaxy }
        let index = SkyIndex(clean.map { des[$0].position })
        return sdss.map { galaxy in
            index.indices(within: radius, of: galaxy.position)
                .map { (index: clean[$0], separation: galaxy.position.separation(to: des[clean[$0]].position)) }
                .min { $0.separation < $1.separation }
        }
    }

    private static func writer(for tiles: String, _ configuration: Configuration) throws -> CutoutWriter {
        CutoutWriter(
            tiles: try TileSet(directory: tiles), size: configuration.cutoutSize, stretch: configuration.stretch,
            format: configuration.format, threads: configuration.threads)
    }

    private static func write(
        _ entries: [Entry], name: String, survey: String, writer: CutoutWriter, directory: String
    ) throws -> GalaxySet {
        let folder = "cutouts/" + survey
        let records = try writer.write(
            entries.map { CutoutRequest(id: $0.galaxy.id, position: $0.galaxy.position, halfSide: $0.galaxy.halfSide) },
            to: directory + "/" + folder)
        let manifest = directory + "/" + name + ".csv"
        let header = [
            "id", "file", "survey", "label", "ra", "dec", "P_CS_DEBIASED", "P_EL_DEBIASED", "matched_id",
            "separation_arcsec", "missing_fraction",
        ]
        var (count, padded) = (0, 0)
        var labels: [GalaxyKind: Int] = [:]
        var rows: [[String]] = []
        for (entry, record) in zip(entries, records) {
            guard let file = record.file else {
                throw InputError(file: manifest, problem: record.problem ?? "a cutout is missing")
            }
            count += 1
            if record.missingFraction > 0 { padded += 1 }
            if let label = entry.label { labels[label, default: 0] += 1 }
            rows.append([
                entry.galaxy.id, folder + "/" + (file.split(separator: "/").last ?? ""), survey,
                entry.label?.rawValue ?? "", decimal(entry.galaxy.position.ra.degrees, 7),
                decimal(entry.galaxy.position.dec.degrees, 7), entry.votes.map { decimal($0.spiral, 3) } ?? "",
                entry.votes.map { decimal($0.elliptical, 3) } ?? "", entry.match?.id ?? "",
                entry.match.map { decimal($0.separation.arcseconds, 4) } ?? "", decimal(record.missingFraction, 4),
            ])
        }
        try TableFile.write(Table(names: header, rows: rows), to: manifest)
        return GalaxySet(
            manifest: manifest, count: count, spirals: labels[.spiral] ?? 0, ellipticals: labels[.elliptical] ?? 0,
            padded: padded)
    }
}
