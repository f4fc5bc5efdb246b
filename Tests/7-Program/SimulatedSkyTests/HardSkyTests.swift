internal import Foundation
internal import SimulatedSky
internal import Sky
internal import Tables
internal import TestSupport
internal import Testing

/// What the catalogues, the votes and the truth of a hard sky say; no images.
@Suite struct HardSkyTests {
    struct Catalogues {
        let sdss, des, votes, truth: Table

        init(_ configuration: SimulatedSkyConfiguration) throws {
            let folder = try TemporaryDirectory()
            let paths = try SimulatedSky.catalogue(configuration, in: folder.path)
            sdss = try TableFile.read(paths.sdssCatalogue, text: ["objid"])
            des = try TableFile.read(paths.desCatalogue, text: ["COADD_OBJECT_ID"])
            votes = try TableFile.read(paths.galaxyZoo, text: ["OBJID"])
            truth = try TableFile.read(paths.truth, text: ["objid", "COADD_OBJECT_ID"])
        }

        /// A column of the truth by objid.
        func truth(_ column: String) throws -> [String: String] {
            Dictionary(uniqueKeysWithValues: zip(try truth.texts("objid"), try truth.texts(column)))
        }

        /// True classes of what a survey lists: spirals, ellipticals.
        func listed(_ survey: String) throws -> (spirals: Double, ellipticals: Double) {
            let names = try zip(truth.texts("class"), truth.texts("in_\(survey)")).filter { $0.1 == "1" }.map(\.0)
            return (Double(names.count { $0 == "spiral" }), Double(names.count { $0 == "elliptical" }))
        }
    }

    static let made = Result {
        try Catalogues(SimulatedSkyConfiguration(seed: 3, galaxies: 4000, sdssOnly: 0.4, both: 0.3, desOnly: 0.3))
    }

    @Test func everyKindAppearsAsOftenAsItShould() throws {
        let made = try Self.made.get()
        let kinds = try made.truth.texts("kind")
        #expect(Set(kinds) == Set(ObjectKind.allCases.map(\.rawValue)))
        let shares = SkyDifficulty.hard.shares
        let sum = shares.values.reduce(0, +)
        for (kind, share) in shares {
            let expected = share / sum * 4000
            let found = Double(kinds.count { $0 == kind.rawValue })
            #expect(abs(found - expected) < 5 * expected.squareRoot(), "\(kind): \(found) of \(expected)")
        }
    }

    @Test func classesFollowTheConventionOfTheVotes() throws {
        let truth = try Self.made.get().truth
        let strengths = try truth.doubles("arm_strength")
        for (row, (kind, name)) in try zip(truth.texts("kind"), truth.texts("class")).enumerated() {
            let expected =
                switch kind {
                case "elliptical": "elliptical"
                case "edge_on": "spiral"
                case "spiral": (try #require(strengths[row])) >= SkyDifficulty.leastArms - 5e-4 ? "spiral" : ""
                default: ""
                }
            // At the limit the printed strength is rounded.
            if let strength = strengths[row], abs(strength - SkyDifficulty.leastArms) < 6e-4 { continue }
            #expect(name == expected, "row \(row)")
        }
    }

    /// Arms and bulges down to none, sizes and magnitudes to the limit.
    @Test func galaxiesReachTheLimits() throws {
        let made = try Self.made.get()
        func values(_ column: String, of kind: String) throws -> [Double] {
            try zip(made.truth.texts("kind"), made.truth.doubles(column)).filter { $0.0 == kind }.compactMap(\.1)
        }
        let arms = try values("arm_strength", of: "spiral")
        #expect(arms.count { $0 < SkyDifficulty.leastArms } > 50 && arms.count { $0 > 0.7 } > 200)
        let bulges = try values("bulge_fraction", of: "spiral")
        #expect(try #require(bulges.min()) < 0.03 && #require(bulges.max()) > 0.45)
        let magnitudes = try made.sdss.doubles("petroMag_r").compactMap(\.self)
        // Catalogued magnitudes scatter by 0.02 and lie 0.04 fainter.
        #expect(try #require(magnitudes.max()) < 17.77 + 0.04 + 0.1)
        let faint = magnitudes.count { $0 > 17.3 }
        #expect(Double(faint) > 0.25 * Double(magnitudes.count))
        let radii = try values("petrosian_radius_arcsec", of: "elliptical")
        #expect(radii.count { $0 < 3 } > 100)
        let limit = try zip(made.truth.texts("in_sdss"), made.truth.doubles("r")).filter { $0.0 == "1" }
        #expect(limit.allSatisfy { $0.1 ?? 99 <= 17.77 })
        // DES goes deeper, and its filters' magnitudes are a little brighter than the sky's.
        let deep = try zip(made.truth.texts("in_des"), made.truth.doubles("r")).filter { $0.0 == "1" }.compactMap(\.1)
        #expect(try #require(deep.max()) < 19.1 && deep.count { $0 > 18 } > deep.count / 3)
    }

    @Test func volunteersGrowUnsureOfFaintGalaxiesAndLeaveTheOddOnes() throws {
        let made = try Self.made.get()
        let (kinds, classes, magnitudes) = (try made.truth("kind"), try made.truth("class"), try made.truth("r"))
        let (spiral, elliptical) = (
            try made.votes.doubles("P_CS_DEBIASED"), try made.votes.doubles("P_EL_DEBIASED")
        )
        var labelled: [String: (all: Int, right: Int, labelled: Int)] = [:]
        var sure: [String: [[Double]]] = ["spiral": [[], []], "elliptical": [[], []]]
        for (row, id) in try made.votes.texts("OBJID").enumerated() {
            let (s, e) = (try #require(spiral[row]), try #require(elliptical[row]))
            let label = s >= 0.985 ? "spiral" : e >= 0.926 ? "elliptical" : ""
            let (kind, name) = (try #require(kinds[id]), try #require(classes[id]))
            var count = labelled[kind] ?? (0, 0, 0)
            count.all += 1
            if label != "" { count.labelled += 1 }
            if label == name && label != "" { count.right += 1 }
            labelled[kind] = count
            if name != "", let r = Double(try #require(magnitudes[id])) {
                let half = r > 17.3 ? 1 : r < 16.5 ? 0 : nil
                if let half { sure[name]?[half].append(name == "spiral" ? s : e) }
            }
        }
        for (name, halves) in sure {
            let means = halves.map { $0.reduce(0, +) / Double($0.count) }
            #expect(halves.allSatisfy { $0.count > 50 } && means[0] > means[1] + 0.02, "\(name): \(means)")
        }
        for kind in ["star", "artefact", "blank", "irregular", "merger"] {
            let count = labelled[kind] ?? (0, 0, 0)
            #expect(count.all > 5 && Double(count.labelled) <= 0.02 * Double(count.all), "\(kind): \(count)")
        }
        let all = labelled.values.reduce(0) { $0 + $1.labelled }
        let right = labelled.values.reduce(0) { $0 + $1.right }
        #expect(Double(right) > 0.95 * Double(all), "\(right) of \(all) labels are true")
        let lenticulars = try #require(labelled["lenticular"])
        #expect(Double(lenticulars.labelled) < 0.2 * Double(lenticulars.all))
    }

    /// As in Galaxy Zoo, of whose labels nobody knows how many are wrong; they are more among faint galaxies.
    @Test func cleanLabelsAreWrongNowAndThen() throws {
        let made = try Self.made.get()
        let (classes, magnitudes) = (try made.truth("class"), try made.truth("r"))
        let (spiral, elliptical) = (
            try made.votes.doubles("P_CS_DEBIASED"), try made.votes.doubles("P_EL_DEBIASED")
        )
        var counts: [String: (all: Double, wrong: Double)] = ["bright": (0, 0), "faint": (0, 0)]
        for (row, id) in try made.votes.texts("OBJID").enumerated() {
            let (s, e) = (try #require(spiral[row]), try #require(elliptical[row]))
            let label = s > 0.8 ? "spiral" : e > 0.8 ? "elliptical" : ""
            guard label != "", let name = classes[id], name != "", let r = magnitudes[id].flatMap(Double.init) else {
                continue
            }
            counts[r < 16.8 ? "bright" : "faint"]?.all += 1
            if label != name { counts[r < 16.8 ? "bright" : "faint"]?.wrong += 1 }
        }
        let shares = counts.mapValues { $0.wrong / $0.all }
        let (bright, faint) = (shares["bright"] ?? .nan, shares["faint"] ?? .nan)
        #expect(bright < 0.01 && faint > 0.002 && faint < 0.06 && faint > bright, "\(counts)")
    }

    /// Each survey lists the classes in the proportion that it was given, and the other survey's list stays.
    @Test(arguments: [0.05, 0.3, 0.7, 0.95]) func aSurveyHasItsOwnPrior(share: Double) throws {
        let plain = try Self.made.get()
        let des = SurveyModel.des.with(spiralShare: share)
        let made = try Catalogues(
            SimulatedSkyConfiguration(seed: 3, galaxies: 4000, sdssOnly: 0.4, both: 0.3, desOnly: 0.3, des: des))
        let (spirals, ellipticals) = try made.listed("des")
        let found = spirals / (spirals + ellipticals)
        let deviation = (share * (1 - share) / (spirals + ellipticals)).squareRoot()
        #expect(abs(found - share) < 4 * deviation + 0.01, "\(found)")
        let before = try plain.listed("des")
        // Of one class nearly all are left.
        #expect(max(spirals / before.spirals, ellipticals / before.ellipticals) > 0.98)
        #expect(try made.listed("sdss") == plain.listed("sdss"))
        #expect(try made.sdss.texts("objid") == plain.sdss.texts("objid"))
    }

    /// Filters of another survey: magnitudes shift, and colours shrink as the bands mix.
    @Test func filtersChangeTheMagnitudes() throws {
        var configuration = SimulatedSkyConfiguration(seed: 3, galaxies: 300, sdssOnly: 0, both: 1, desOnly: 0)
        (configuration.des.magnitudeOffset, configuration.des.colourMixing) = (.zero, .zero)
        let plain = try Catalogues(configuration)
        configuration.des.magnitudeOffset = [0.3, 0, -0.1]
        let shifted = try Catalogues(configuration)
        configuration.des.magnitudeOffset = .zero
        configuration.des.colourMixing = [0.5, 0, 0]
        let mixed = try Catalogues(configuration)
        func means(_ catalogues: Catalogues) throws -> [Double] {
            try ["G", "R", "I"].map { band in
                let all = try catalogues.des.doubles("MAG_AUTO_\(band)").compactMap(\.self)
                return all.reduce(0, +) / Double(all.count)
            }
        }
        let (before, after, redder) = (try means(plain), try means(shifted), try means(mixed))
        // Artefacts, listed with magnitudes of their own, do not shift.
        #expect(abs(after[0] - before[0] - 0.3) < 0.05 && abs(after[2] - before[2] + 0.1) < 0.05)
        #expect(abs(after[1] - before[1]) < 0.01)
        #expect(before[0] - redder[0] > 0.2 && abs(redder[1] - before[1]) < 0.01)
    }

    @Test func easySkiesHaveNothingAmiss() throws {
        let made = try Catalogues(SimulatedSkyConfiguration(seed: 3, galaxies: 500, difficulty: .easy))
        #expect(Set(try made.truth.texts("kind")) == ["spiral", "elliptical", "lenticular"])
        for column in ["artefact_sdss", "artefact_des"] {
            #expect(try made.truth.texts(column).allSatisfy { $0 == "" })
        }
        #expect(try made.truth.texts("blend").allSatisfy { $0 == "0" })
    }
}
