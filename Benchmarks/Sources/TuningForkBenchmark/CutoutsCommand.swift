internal import ArgumentParser
internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Workers

/// Cuts galaxies out of one tile whenever a line arrives: so that cutouts.py can take turns between this process and its
/// peers.
///
/// Prints `ready COUNT`, then, for each line of input, the seconds from opening the tile to the last cutout, and the
/// processor time; at the end of the input it writes the cutouts of the last one.
struct CutoutsCommand: ParsableCommand {
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        /// The tile's own pixels, as `Cutout2D`.
        case native
        /// Brought onto a north-up grid of `size` pixels.
        case resized
    }

    static let configuration = CommandConfiguration(
        commandName: "cutouts",
        abstract: "Cut galaxies out of a tile for each line of input and print the seconds.")

    @Option(help: "FITS tile.") var tile: String
    @Option(help: "Header-data unit of the image, from 0.") var hdu: Int
    @Option(help: "Right ascensions, then as many declinations: degrees in native float64.") var positions: String
    @Option(help: "Pixels of the tile on a side of a cutout.") var side: Int
    @Option(help: "What is made.") var mode = Mode.native
    @Option(help: "Pixels on a side of a resized cutout.") var size = 224
    @Option(help: "Gets the pixels, native float32.") var output: String

    func run() throws {
        ProcessMemory.keepFreed()
        let numbers = try Data(contentsOf: URL(filePath: positions)).withUnsafeBytes { bytes in
            (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
        }
        let count = numbers.count / 2
        let places = try (0..<count).map {
            try SkyCoordinate(ra: Angle(degrees: numbers[$0]), dec: Angle(degrees: numbers[count + $0]))
        }
        print("ready \(count)")
        Output.flush()
        let clock = ContinuousClock()
        var pixels: [[Float]] = []
        while readLine() != nil {
            pixels = []
            let processor = ProcessorTime.seconds
            let elapsed = try clock.measure { pixels = try mode == .native ? native(places) : resized(places) }
            print(elapsed / .seconds(1), ProcessorTime.seconds - processor)
            Output.flush()
        }
        try AtomicFile.write(output, durability: .process) { file in
            for cutout in pixels { try cutout.withUnsafeBytes { try file.write($0) } }
        }
    }

    private func native(_ places: [SkyCoordinate]) throws -> [[Float]] {
        let file = try FITSFile(tile)
        let wcs = try WCS(file.header(hdu: hdu))
        let regions = try places.map { place in
            let pixel = try wcs.pixel(of: place)
            return FITSFile.Region(
                x: Int((pixel.x - Double(side) / 2).rounded(.up)), y: Int((pixel.y - Double(side) / 2).rounded(.up)),
                width: side, height: side)
        }
        return try file.parts(regions, hdu: hdu)
    }

    private func resized(_ places: [SkyCoordinate]) throws -> [[Float]] {
        let tiles = try TileSet(files: [tile])
        let scale = try WCS(FITSFile(tile).header(hdu: hdu)).pixelScaleArcsec
        let half = Angle(arcseconds: Double(side) * scale / 2)
        let requests = places.enumerated().map { CutoutRequest(id: "\($0)", position: $1, halfSide: half) }
        return try tiles.cutouts(requests, bands: [tiles.bands[0]], size: size).map { try $0.get().values[0] }
    }
}
