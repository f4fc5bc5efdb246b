import Fetch
import Files
import Foundation
import HTTP
import Surveys
import TestSupport
import Testing

/// What the surveys' servers are asked, to the letter.
@Suite struct AddressTests {
    func addresses(_ survey: Survey, _ product: SurveyService.Product, columns: String, row: String) throws -> [String]
    {
        let directory = try TemporaryDirectory()
        let catalogue = try directory.write("c.csv", columns + "\n" + row + "\n")
        var request = try FetchRequest(
            catalogue: catalogue, survey: survey, output: directory.file("out"), product: product)
        let path = "http://127.0.0.1:1/x"
        request.service.address = path
        request.http.attempts = 1
        _ = try FetchRun.perform(request)
        let table = try String(contentsOfFile: directory.file("out/failures.csv"), encoding: .utf8)
        return [String(table.split(separator: "\n")[1].split(separator: path)[1].prefix { $0 != "," && $0 != "\"" })]
    }

    @Test func theSizeOfTheGalaxyMakesTheScale() throws {
        // Half side 2 x 12.8 arcsec on 256 pixels: 0.2 arcsec a pixel.
        let sdss = try addresses(.sdss, .pictures, columns: "id,ra,dec,petroRad_r", row: "a,150.5,2.25,12.8")
        #expect(sdss == ["?ra=150.5&dec=2.25&scale=0.2&width=256&height=256"])
        // 2 x 2 x 1.91 x 10 = 76.4 arcsec and 6 pixels: 298 of 0.262 arcsec.
        let legacy = try addresses(.legacy, .images, columns: "id,ra,dec,shape_r", row: "a,150.5,-2.25,10")
        #expect(legacy == ["?ra=150.5&dec=-2.25&layer=ls-dr10&pixscale=0.262&size=298&bands=grz"])
        let near = try addresses(.sdss, .pictures, columns: "id,ra,dec,petroRad_r", row: "a,0.00001,-0.000002,12.8")
        #expect(near == ["?ra=0.00001&dec=-0.000002&scale=0.2&width=256&height=256"])
        let frames = try addresses(.sdss, .frames, columns: "id,ra,dec,run,camcol,field", row: "a,1,2,3918,3,213")
        #expect(frames == ["/301/3918/3/frame-i-003918-3-0213.fits.bz2"])
    }

    @Test func politenessIsPerSurvey() throws {
        #expect(try FetchRequest(catalogue: "", survey: .legacy, output: "").http.connections == 2)
        #expect(try FetchRequest(catalogue: "", survey: .sdss, output: "").http.requestsPerSecond == 5)
        #expect(try FetchRequest(catalogue: "", survey: .des, output: "").product == .images)
    }

    @Test func theBulkRequestIsAsDESaccessTakesIt() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("bulk.csv")
        func write(_ text: String) throws -> (BulkRequest.Summary, String) {
            let catalogue = try directory.write("c.csv", text)
            let summary = try BulkRequest.write(
                FetchRequest(catalogue: catalogue, survey: .des, output: ""), to: path)
            return (summary, try String(contentsOfFile: path, encoding: .utf8))
        }
        // Kron 4 x 10 px x 0.263 / 1.775 x 4 radii = 23.7 arcsec; the smallest cutout has 0.1 arcmin.
        let (summary, text) = try write(
            "COADD_OBJECT_ID,RA,DEC,KRON_RADIUS,A_IMAGE\n61407409,46.275669,-34.256,4,10\n7,1,2,0.1,0.1\n8,,,4,4\n9,1,2,4,9999\n"
        )
        #expect(
            text == "COADD_OBJECT_ID,XSIZE,YSIZE,MAKE_FITS,COLORS_FITS\n61407409,0.39512,0.39512,1,gri\n"
                + "7,0.13333,0.13333,1,gri\n9,6.66667,6.66667,1,gri\n")
        #expect(summary.written == 3 && summary.leftOut == 1 && summary.resized == 0)
        let (_, positions) = try write("id,RA,DEC,KRON_RADIUS,A_IMAGE\na,46.275669,-0.000004,4,10\nb,1,-34.256,4,10\n")
        #expect(
            positions == "RA,DEC,XSIZE,YSIZE,MAKE_FITS,COLORS_FITS\n46.27567,0.00000,0.39512,0.39512,1,gri\n"
                + "1.00000,-34.25600,0.39512,0.39512,1,gri\n")
    }
}
