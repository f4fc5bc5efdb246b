internal import Images
import Randomness
internal import Sky

/// What a survey takes for galaxies: pieces of trails and bad columns, spikes of bright stars, noise.
struct FalseDetections {
    let fields: [SurveyListing.Field]
    let range: ClosedRange<Double>
    let sky: SkyContents
    let rates: SkyDifficulty.Artefacts
    let seed: UInt64

    /// Nearer than this and one Petrosian radius to a catalogued object, arcseconds, the fault would count as one with it.
    private static let clearance = 7.0
    /// Of fainter stars, r magnitudes, nobody sees a spike alone.
    private static let faintestWithSpikes = 13.2

    func found(firstNumber: Int) throws -> [SurveyListing.FalseDetection] {
        var result: [SurveyListing.FalseDetection] = []
        for field in fields {
            let survey = field.tile.survey
            var generator = SeededGenerator(seed, survey.style == .sdss ? 41 : 42, UInt64(field.tile.number))
            let clearance = FalseDetections.clearance / survey.pixelScaleArcsec
            let objects = sky.galaxies.compactMap { galaxy in
                let reach = clearance + galaxy.petrosianRadius / survey.pixelScaleArcsec
                return field.tile.pixel(of: galaxy.position, margin: -reach).map {
                    (place: SIMD2($0.x, $0.y), reach: reach)
                }
            }
            for (artefact, place) in candidates(field, &generator) {
                let radius = generator.uniform(in: 2.5...6.5)
                let r = generator.uniform(in: 15.5...17.6)
                let colour = generator.uniform(in: 0.3...1.1)
                var volunteers = Volunteers(generator: generator, doubt: 0, biasScatter: 0)
                let votes = volunteers.lost(Int(volunteers.generator.gaussian(44, 9, within: 26...75)))
                generator = volunteers.generator
                let isFree = objects.allSatisfy { object in
                    let offset = object.place - place
                    return (offset.x * offset.x + offset.y * offset.y).squareRoot() > object.reach
                }
                // Only sky lies where no fault does.
                let isBlank = artefact != nil || field.artefacts.artefact(at: place, radius: clearance) == nil
                guard isFree, isBlank,
                    let detection = try detection(
                        artefact, at: place, on: field, number: firstNumber + result.count, radius: radius,
                        magnitudes: PerBand(r + colour, r, r - 0.15 - 0.3 * colour), votes: votes)
                else { continue }
                result.append(detection)
            }
        }
        return result
    }

    /// Places where something may be listed.
    private func candidates(
        _ field: SurveyListing.Field, _ generator: inout SeededGenerator
    ) -> [(Artefact?, SIMD2<Double>)] {
        let survey = field.tile.survey
        let (width, height) = (Double(survey.tileWidth), Double(survey.tileHeight))
        var result: [(Artefact?, SIMD2<Double>)] = []
        let faults = field.artefacts
        for trail in faults.trails {
            for _ in 0..<rates.detectionsPerTrail {
                let along = generator.uniform(in: (-width)...width)
                result.append((.trail, trail.point + trail.direction * along))
            }
        }
        for column in faults.badColumns {
            for _ in 0..<(rates.detectionsPerTrail / 2) {
                let row = generator.uniform(in: Double(column.rows.lowerBound)...Double(column.rows.upperBound))
                result.append((.badColumn, SIMD2(Double(column.x), row)))
            }
        }
        for spikes in faults.spikes where magnitude(flux: spikes.flux.y) < FalseDetections.faintestWithSpikes {
            for _ in 0..<(rates.detectionsPerTrail / 2) {
                let (x, y) = (spikes.axis.x, spikes.axis.y)
                let arm = [SIMD2(x, y), SIMD2(-y, x), SIMD2(-x, -y), SIMD2(y, -x)][generator.index(below: 4)]
                result.append((.spike, spikes.centre + arm * (spikes.length * generator.uniform(in: 0.6...1.3))))
            }
        }
        let mean = rates.blanksPerMegapixel * width * height / 1e6
        let blanks = Int(mean) + (generator.chance(mean - mean.rounded(.down)) ? 1 : 0)
        for _ in 0..<blanks {
            result.append((nil, SIMD2(generator.uniform(in: 0...width), generator.uniform(in: 0...height))))
        }
        return result
    }

    /// The detection, where the tile is the one that shows this place best and its cutout is whole.
    private func detection(
        _ artefact: Artefact?, at place: SIMD2<Double>, on field: SurveyListing.Field, number: Int, radius: Double,
        magnitudes: PerBand, votes: Volunteers.Votes
    ) throws -> SurveyListing.FalseDetection? {
        let survey = field.tile.survey
        let margin = 2 * radius / survey.pixelScaleArcsec
        let gap = field.tile.gap
        guard place.x > margin, place.y > margin, place.x < Double(survey.tileWidth) - margin,
            place.y < Double(survey.tileHeight) - margin,
            gap.isEmpty || place.x + margin < Double(gap.lowerBound) || place.x - margin > Double(gap.upperBound)
        else { return nil }
        let pixel = WCS.Pixel(x: place.x, y: place.y)
        let position = try field.tile.wcs.position(of: pixel)
        guard range.contains(position.ra.degrees),
            SurveyListing.field(of: position, among: fields)?.field.tile.number == field.tile.number
        else { return nil }
        return SurveyListing.FalseDetection(
            number: number, artefact: artefact, position: position, tile: field.tile, pixel: pixel,
            petrosianRadius: radius, magnitudes: magnitudes, votes: votes)
    }
}
