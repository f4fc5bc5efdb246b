internal import Foundation

/// What `Goldens/sky_images.py` wrote with astropy.
struct SkyGoldens: Decodable {
    struct System: Decodable {
        let pixels: [[Double]]
        let ra, dec: [Double]
        let scale: Double
    }

    struct Picture: Decodable {
        let minimum, stretch, softening: Float
        let width, height: Int
        let bands: [[Float]]
        let rgb: [UInt8]
    }

    /// Pixels of the units of `several_units.fits`; nil is blank.
    let units: [[Float?]]
    let systems: [String: System]
    let lupton: [Picture]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/sky_images/"

    static func load() throws -> SkyGoldens {
        let data = try Data(contentsOf: URL(filePath: folder + "expected.json"))
        return try JSONDecoder().decode(SkyGoldens.self, from: data)
    }
}
