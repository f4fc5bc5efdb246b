import Sky
import Tables
import TestSupport
import Testing

@Suite struct SampleCrossMatchTests {
    private func positions(_ table: Table, _ ra: String, _ dec: String) throws -> [SkyCoordinate] {
        let columns = try (table.requiredColumn(ra), table.requiredColumn(dec))
        return try zip(columns.0.texts, columns.1.texts).map { try SkyCoordinate(ra: $0, dec: $1) }
    }

    /// The paper's own tables: 40,620 SDSS galaxies against 16,759 DES ones within 1 arcsec are 1,142 pairs, as
    /// counted from the same tables with astropy.
    @Test(.enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)))
    func pairsOfThePaperAreFound() throws {
        let sdss = try TableFile.read(SampleData.file("dl_des_tables/high_certainty_sdss_40620_no_labels.csv.gz"))
        let des = try TableFile.read(SampleData.file("dl_des_tables/fo_crossmatch_all.csv.gz"))
        #expect(sdss.rowCount == 40_620)
        #expect(des.rowCount == 16_759)
        let index = SkyIndex(try positions(sdss, "ra", "dec"))
        let pairs = try positions(des, "RA_des", "DEC_des").map {
            index.indices(within: Angle(arcseconds: 1), of: $0).count
        }
        #expect(pairs.reduce(0, +) == 1142)
    }
}
