internal import Sky
internal import Tables

/// What the volunteers saw, and what is true of everything that a catalogue lists.
extension SkyCatalogues {
    /// Galaxy Zoo 1's table 2: only what SDSS lists has votes.
    func writeVotes(to path: String, spiralAbove: Double = 0.8, ellipticalAbove: Double = 0.8) throws {
        let header = [
            "OBJID", "RA", "DEC", "NVOTE", "P_EL", "P_CW", "P_ACW", "P_EDGE", "P_DK", "P_MG", "P_CS", "P_EL_DEBIASED",
            "P_CS_DEBIASED", "SPIRAL", "ELLIPTICAL", "UNCERTAIN",
        ]
        var rows: [[String]] = []
        func add(_ number: Int, _ position: SkyCoordinate, _ votes: Volunteers.Votes) {
            let isSpiral = votes.debiasedSpiral > spiralAbove
            let isElliptical = votes.debiasedElliptical > ellipticalAbove
            rows.append([
                SkyCatalogues.objid(number), sexagesimal(position.ra.hours, sign: ""),
                sexagesimal(abs(position.dec.degrees), sign: position.dec.degrees < 0 ? "-" : "+"),
                String(votes.count), decimal(votes.elliptical, 3), decimal(votes.clockwise, 3),
                decimal(votes.anticlockwise, 3), decimal(votes.edgeOn, 3), decimal(votes.unknown, 3),
                decimal(votes.merger, 3), decimal(votes.spiral, 3), decimal(votes.debiasedElliptical, 3),
                decimal(votes.debiasedSpiral, 3), isSpiral ? "1" : "0", isElliptical ? "1" : "0",
                isSpiral || isElliptical ? "0" : "1",
            ])
        }
        for (number, galaxy) in sky.galaxies.enumerated() where sdss.entries[number] != nil {
            add(galaxy.number, galaxy.position, sky.votes[number])
        }
        for detection in sdss.detections { add(detection.number, detection.position, detection.votes) }
        try TableFile.write(Table(names: header, rows: rows), to: path)
    }

    /// The truth that no survey knows: a row for each object of the sky, listed or not, and for each false detection.
    func writeTruth(to path: String) throws {
        let header = [
            "objid", "COADD_OBJECT_ID", "ra", "dec", "kind", "class", "g", "r", "i", "petrosian_radius_arcsec",
            "axis_ratio", "position_angle_deg", "inclination_deg", "bulge_fraction", "arms", "arm_strength",
            "pitch_deg", "winding", "bar", "blend", "in_sdss", "in_des", "edge_sdss", "edge_des", "artefact_sdss",
            "artefact_des",
        ]
        func flag(_ value: Bool) -> String { value ? "1" : "0" }
        var rows: [[String]] = []
        for (number, galaxy) in sky.galaxies.enumerated() {
            let arms = galaxy.kind == .spiral ? galaxy.model.disc?.arms : nil
            let magnitudes = galaxy.magnitudes
            let (inSDSS, inDES) = (sdss.entries[number], des.entries[number])
            rows.append([
                SkyCatalogues.objid(galaxy.number), SkyCatalogues.coaddID(galaxy.number),
                decimal(galaxy.position.ra.degrees, 7), decimal(galaxy.position.dec.degrees, 7), galaxy.kind.rawValue,
                galaxy.trueClass ?? "", decimal(magnitudes.x, 4), decimal(magnitudes.y, 4), decimal(magnitudes.z, 4),
                decimal(galaxy.petrosianRadius, 3), decimal(galaxy.axisRatio, 3),
                decimal(galaxy.model.positionAngle * 180 / .pi, 2),
                galaxy.inclinationDegrees.map { decimal($0, 2) } ?? "", decimal(galaxy.bulgeFraction, 3),
                String(arms?.count ?? 0), decimal(galaxy.armStrength, 3),
                arms.map { decimal($0.pitch * 180 / .pi, 2) } ?? "", arms.map { $0.winding > 0 ? "1" : "-1" } ?? "",
                flag(galaxy.model.bar != nil), flag(galaxy.isBlend), flag(inSDSS != nil), flag(inDES != nil),
                flag(inSDSS?.isAtEdge ?? false), flag(inDES?.isAtEdge ?? false), inSDSS?.artefact?.rawValue ?? "",
                inDES?.artefact?.rawValue ?? "",
            ])
        }
        for (listing, isSDSS) in [(sdss, true), (des, false)] {
            for detection in listing.detections {
                let artefact = detection.artefact?.rawValue ?? ""
                let magnitudes = detection.magnitudes
                rows.append([
                    SkyCatalogues.objid(detection.number), SkyCatalogues.coaddID(detection.number),
                    decimal(detection.position.ra.degrees, 7), decimal(detection.position.dec.degrees, 7),
                    detection.kind.rawValue, "", decimal(magnitudes.x, 4), decimal(magnitudes.y, 4),
                    decimal(magnitudes.z, 4), decimal(detection.petrosianRadius, 3), "", "", "", "", "", "", "", "", "",
                    "0", flag(isSDSS), flag(!isSDSS), "0", "0", isSDSS ? artefact : "", isSDSS ? "" : artefact,
                ])
            }
        }
        try TableFile.write(Table(names: header, rows: rows), to: path)
    }
}
