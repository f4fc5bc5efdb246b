import CrossMatch
import Files
import Sky
import Tables
import TestSupport
import Testing

/// Joining catalogues by position.
struct CrossMatchTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func match(
        _ left: String, _ right: String, mode: CrossMatchMode = .nearest, radius: Double = 1, keep: Bool = false,
        suffixes: (left: String, right: String)? = nil
    ) throws -> (summary: CrossMatchSummary, table: Table) {
        let output = folder.file("joined.csv")
        let summary = try CrossMatch.perform(
            CrossMatchRequest(
                left: .init(try folder.write("left.csv", left)), right: .init(try folder.write("right.csv", right)),
                radius: Angle(arcseconds: radius), mode: mode, suffixes: suffixes, keepUnmatched: keep, output: output))
        return (summary, try TableFile.read(output))
    }

    private func message(_ left: String, _ right: String) throws -> String {
        let error = #expect(throws: InputError.self) { _ = try match(left, right) }
        #expect(try !folder.names().contains("joined.csv"))
        return error.map { "\($0)" } ?? ""
    }

    @Test func `The nearest within the radius, with both sides' columns and the separation`() throws {
        let (summary, table) = try match(
            "id,ra,dec,mag\na,10,0,17.5\nb,359.9999,0,18\nc,50,20,19\n",
            "name,RA,DEC,mag\nx,10.0001,0,17.4\ny,10.0002,0,17.3\nz,0.0001,0,18.1\n")
        #expect(
            table.columns.map(\.name) == [
                "id", "ra", "dec", "mag", "name", "RA_2", "DEC_2", "mag_2", "separation_arcsec",
            ])
        #expect(try table.texts("id") == ["a", "b"] && table.texts("name") == ["x", "z"])
        let separations = try table.doubles("separation_arcsec").compactMap { $0 }
        #expect(abs(separations[0] - 0.36) < 1e-9 && abs(separations[1] - 0.72) < 1e-9)
        #expect(summary.pairs == 2 && summary.left.matched == 2 && summary.right.matched == 2)
    }

    @Test func `All pairs, nearest first; mutual pairs are one to one; unmatched rows can be kept`() throws {
        let left = "id,ra,dec\na,10,0\nb,10.0001,0\nc,10.5,0\n"
        let right = "id,ra,dec\nx,10.00012,0\ny,9.9999,0\n"
        let all = try match(left, right, mode: .all).table
        #expect(try all.texts("id") == ["a", "a", "b", "b"] && all.texts("id_2") == ["y", "x", "x", "y"])
        let mutual = try match(left, right, mode: .mutual).table
        #expect(try mutual.texts("id") == ["a", "b"] && mutual.texts("id_2") == ["y", "x"])
        let kept = try match(left, right, keep: true).table
        #expect(try kept.texts("id") == ["a", "b", "c"] && kept.texts("id_2") == ["y", "x", ""])
        #expect(try kept.doubles("separation_arcsec")[2] == nil)
    }

    @Test func `Positions at the pole match whatever their right ascension`() throws {
        let (summary, _) = try match("ra,dec\n0,90\n10,89.9999\n", "ra,dec\n180,89.9999\n", radius: 0.5)
        #expect(summary.pairs == 1)
    }

    @Test func `Survey columns get the survey's name as suffix, an earlier separation keeps its name`() throws {
        let first = try match("id,ra,dec,separation_arcsec\n1,10,0,0.2\n", "RA,DEC,KRON_RADIUS,A_IMAGE\n10,0,3.5,8\n")
        #expect(
            first.table.columns.map(\.name) == [
                "id", "ra", "dec", "separation_arcsec", "RA_des", "DEC_des", "KRON_RADIUS", "A_IMAGE",
                "separation_arcsec_des",
            ])
        let named = try match("ra,dec,ra_l\n10,0,1\n", "ra,dec\n10,0\n", suffixes: ("_l", "_r"))
        #expect(
            named.table.columns.map(\.name) == ["ra_l_l", "dec_l", "ra_l", "ra_r", "dec_r", "separation_arcsec"])
    }

    @Test func `Rows without a position and repeated identifiers are counted and listed`() throws {
        let (summary, table) = try match(
            "id,ra,dec\na,10,0\nb,nan,0\nc,11,95\na,12,0\n", "id,ra,dec\nx,10,0\ny,12,0\ny,13,0\n")
        #expect(try table.texts("id_2") == ["x", "y"])
        #expect(summary.left.withoutPosition == 2 && summary.left.repeatedIDs == 1 && summary.right.repeatedIDs == 1)
        let problems = try TableFile.read(try #require(summary.problemList))
        #expect(try problems.texts("row") == ["2", "3", "4", "3"])
        #expect(try problems.texts("id") == ["b", "c", "a", "y"])
        #expect(try problems.texts("table") == ["left", "left", "left", "right"])
        #expect(
            try problems.texts("problem") == [
                "the right ascension is missing", "declination 95.0 is not within -90 to +90 degrees",
                "the identifier stands in row 1 too", "the identifier stands in row 2 too",
            ])
        #expect(summary.warnings.count == 3)
        let clean = try match("id,ra,dec\na,10,0\n", "id,ra,dec\nx,10,0\n").summary
        #expect(try clean.problemList == nil && !folder.names().contains("joined_problems.csv"))
    }

    @Test func `Swapped right ascension and declination are told, never matched`() throws {
        // Impossible as they stand.
        let left = "id,dec,ra\n" + (0..<20).map { "\($0),\(100 + $0),\(0.1 * Double($0))\n" }.joined()
        let right = "ra,dec\n" + (0..<20).map { "\(100 + $0),\(0.1 * Double($0))\n" }.joined()
        let impossible = try message(left, right)
        #expect(
            impossible.contains("left.csv, row 1, column 'dec': declination 100.0 is not within -90 to +90 degrees"))
        #expect(impossible.contains("seem to be swapped. Name 'dec' as right ascension and 'ra' as declination"))
        // Possible, but elsewhere on the sky.
        let near = "ra,dec\n" + (0..<20).map { "\(0.1 * Double($0)),\(30 + $0)\n" }.joined()
        let far = "ra,dec\n" + (0..<20).map { "\(30 + $0),\(0.1 * Double($0))\n" }.joined()
        #expect(try message(near, far).contains("100 % do with right ascension and declination exchanged"))
        // In the column of right ascension southern declinations look like right ascensions west of 0.
        let south = "ra,dec\n" + (0..<20).map { "\(-20.1 - 0.1 * Double($0)),\(30 + $0)\n" }.joined()
        let right2 = "ra,dec\n" + (0..<20).map { "\(30 + $0),\(-20.1 - 0.1 * Double($0))\n" }.joined()
        #expect(try message(south, right2).contains("100 % do with right ascension and declination exchanged"))
    }

    @Test func `Right ascensions from -180 to 180 match those from 0 to 360`() throws {
        let (summary, table) = try match("id,ra,dec\n1,-161.9973,2\n2,360,3\n", "ra,dec\n198.0027,2\n0,3\n")
        #expect(summary.pairs == 2 && summary.left.withoutPosition == 0)
        #expect(try table.doubles("ra") == [-161.9973, 360])
    }

    @Test func `More columns than FITS has are told before anything is matched`() throws {
        let names = (0..<600).map { "c\($0)" }.joined(separator: ",")
        let cells = [String](repeating: "1", count: 600).joined(separator: ",")
        let path = try folder.write("wide.csv", "ra,dec,\(names)\n10,0,\(cells)\n")
        var request = CrossMatchRequest(left: .init(path), right: .init(path), output: folder.file("joined.fits"))
        let error = #expect(throws: InputError.self) { try CrossMatch.perform(request) }
        #expect(error?.problem == "the table would have 1205 columns, and a FITS table can have 999 at most")
        request.output = folder.file("joined.csv")
        #expect(try CrossMatch.perform(request).pairs == 1)
    }

    @Test func `Catalogues that do not overlap are told`() throws {
        let text = try message("ra,dec\n10,0\n11,0\n", "ra,dec\n200,-50\n")
        #expect(text.contains("the catalogues do not overlap. Check that both hold right ascension and declination"))
    }

    @Test func `No rows, no columns of position, mixed units and wrong types name file, row and column`() throws {
        let good = "ra,dec\n10,0\n"
        #expect(try message("ra,dec\n", good).contains("left.csv: the table has no rows"))
        #expect(try message(good, "ra,dec\n").contains("right.csv: the table has no rows"))
        #expect(
            try message("ra,declination_x\n1,2\n", good).contains("left.csv: there are no columns of right ascension"))
        #expect(
            try message("ra,dec\n00:40:00,0\n10.5,0\n", good).contains(
                "left.csv, row 2, column 'ra': '10.5' is a decimal"))
        #expect(
            try message(good, "ra,dec\n10,zero\n").contains(
                "right.csv, row 1, column 'dec': 'zero' is not a declination"))
        #expect(try message("ra,dec\n,\n", good).contains("column 'ra': none of the 1 rows has a position"))
    }

    @Test func `Sexagesimal votes match decimal degrees`() throws {
        let (summary, table) = try match(
            "OBJID,RA,DEC\n587,00:40:00.00,-00:30:00.0\n", "objid,ra,dec,petroRad_r\n588,10.00001,-0.50001,7\n")
        #expect(summary.pairs == 1)
        #expect(table.columns.map(\.name).contains("ra_sdss"))
    }

    @Test(.enabled(if: SampleData.isPresent, "\(SampleData.absence)"))
    func `The paper's tables give 1,142 pairs`() throws {
        let summary = try CrossMatch.perform(
            CrossMatchRequest(
                left: .init(try SampleData.file("dl_des_tables/high_certainty_sdss_40620_no_labels.csv.gz")),
                right: .init(
                    try SampleData.file("dl_des_tables/fo_crossmatch_all.csv.gz"), ra: "RA_des", dec: "DEC_des"),
                output: folder.file("pairs.csv")))
        #expect(summary.left.rows == 40_620 && summary.right.rows == 16_759)
        #expect(summary.pairs == 1142 && summary.rowsWritten == 1142)
    }
}
