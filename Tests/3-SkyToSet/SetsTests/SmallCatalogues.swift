/// Rows of made-up catalogues, as CSV.
enum SmallCatalogues {
    static let votesHeader = "OBJID,ra,dec,P_EL_DEBIASED,P_CS_DEBIASED,petroRad_r\n"

    /// `count` labelled galaxies a tenth of a degree apart, spirals and ellipticals in turn, from right ascension `ra` on.
    static func votes(_ count: Int, ra: Double = 100, dec: Double = 20, id: Int = 1000) -> String {
        (0..<count).map { number in
            let isSpiral = number % 2 == 0
            return "\(id + number),\(ra + 0.1 * Double(number)),\(dec),\(isSpiral ? 0.01 : 0.95),"
                + "\(isSpiral ? 0.99 : 0.02),7.5\n"
        }.joined()
    }

    static let matchedHeader =
        "OBJID,ra,dec,P_EL_DEBIASED,P_CS_DEBIASED,petroRad_r,COADD_OBJECT_ID,RA_des,DEC_des,KRON_RADIUS,A_IMAGE,MAG_AUTO_G,"
        + "separation_arcsec\n"

    /// A row of a matched table; the target position is 0.2 arcsec to the north.
    static func matched(_ id: Int, ra: Double, dec: Double, elliptical: Double, spiral: Double) -> String {
        "\(id),\(ra),\(dec),\(elliptical),\(spiral),7.5,\(900_000 + id),\(ra),\(dec + 0.2 / 3600),3.5,8,17.1,0.2\n"
    }

    static let catalogueHeader =
        "COADD_OBJECT_ID,RA,DEC,MAG_AUTO_G,WAVG_SPREAD_MODEL_I,FLAGS_G,FLAGS_R,FLAGS_I,NEPOCHS_G,NEPOCHS_R,NEPOCHS_I\n"
}
