import Confidence
import Cutouts
import Files
import Foundation
import Images
import Manifests
import Neighbours
import Sky
import Surveys
import Tables
import Torch
import Training
import TrainingSets
import Vectors
import Weights

/// What reads the user's files, each as the program uses it.
enum Reader: String, CaseIterable {
    case csv, fits, votable, parquet, moc, jpeg, png, tiles, cutout, safetensors, hdf5, keras, pickle, npy, recipe, tree
    case survey, run, vectors, index
    case oldPickle = "old_pickle"

    /// Ending of the name under which a damaged file is shown to the reader.
    var ending: String {
        switch self {
        case .csv: "csv"
        case .fits, .tiles, .cutout, .moc: "fits"
        case .votable: "vot"
        case .parquet, .vectors: "parquet"
        case .index: "index"
        case .jpeg: "jpg"
        case .png: "png"
        case .safetensors: "safetensors"
        case .hdf5: "h5"
        case .keras: "keras"
        case .pickle, .oldPickle: "pth"
        case .npy: "npy"
        case .recipe, .tree: "toml"
        case .survey, .run: "json"
        }
    }

    /// Reads a file to its end.
    func read(_ path: String) throws {
        switch self {
        case .csv, .fits, .votable, .parquet:
            defer { try? rows(path) }
            _ = try TableFile.read(path)
        case .vectors: _ = try VectorTable.vectors(path, named: "embedding")
        case .index: try neighbours(path)
        case .moc: _ = try MOC(contentsOf: path)
        case .jpeg, .png: _ = try RGBImage(contentsOf: path)
        case .tiles: try cut(path)
        case .cutout: _ = try PictureReader(InputFrame(size: 64, drawing: CutoutDrawing(bands: ["r"]))).picture(path)
        case .safetensors: _ = try SafeTensors.readAll(path)
        case .hdf5, .keras, .pickle, .oldPickle:
            let file = try WeightFile(path)
            for summary in file.summaries { _ = try file.tensor(summary) }
        case .npy: _ = try Npy.read(path)
        case .recipe: _ = try RecipeFile.read(path)
        case .tree: _ = try QuestionTreeFile.read(path)
        case .survey: _ = try Survey(settings: path)
        case .run:
            let run = RunDirectory(URL(filePath: path).deletingLastPathComponent().path)
            _ = try RunInfo.read(run)
            _ = try Calibrator.read(run.calibration)
            _ = try Strangeness.read(run.strangeness)
        }
    }

    /// The same table by batches, and as a manifest.
    private func rows(_ path: String) throws {
        let reader = try TableFile.reader(path)
        while try reader.next(3) != nil {}
        _ = try Manifest.read(path, requireLabels: false)
    }

    /// Neighbours by the index of the matrix that Scripts/mutations.py has made it of.
    private func neighbours(_ path: String) throws {
        let matrix = Matrix((0..<600).map { Float($0 * 37 % 101) }, columnCount: 3)
        let index = try NeighbourIndex(path, of: matrix, by: .euclidean, sum: "mutations")
        for row in 0..<200 { _ = try index.nearest(toRow: row, count: 5) }
        _ = try index.nearest(to: [1, 2, 3], count: 300)
    }

    /// Each image whole, and a galaxy from each band.
    private func cut(_ path: String) throws {
        let file = try FITSFile(path)
        for hdu in 0..<min(file.count, 20) {
            guard let image = try? file.image(hdu: hdu), let wcs = try? WCS(image.header) else { continue }
            _ = try? wcs.position(of: WCS.Pixel(x: Double(image.width) / 2, y: Double(image.height) / 2))
        }
        let tiles = try TileSet(files: [path])
        let position = try SkyCoordinate(ra: Angle(degrees: 150), dec: Angle(degrees: 2))
        let request = CutoutRequest(id: "1", position: position, halfSide: Angle(arcseconds: 3))
        for band in tiles.bands { _ = try tiles.cutouts([request], bands: [band], size: 24) }
    }
}
