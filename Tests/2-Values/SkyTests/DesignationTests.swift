import Sky
import Testing

@Suite struct DesignationTests {
    @Test func digitsAreCutOff() throws {
        for line in try Golden.lines("designations") {
            let designation = Designation(
                try Golden.position(line[0...1]), raDecimals: try #require(Int(line[2])),
                decDecimals: try #require(Int(line[3])))
            #expect(designation.description == line[4], "\(line)")
        }
    }

    @Test func examples() throws {
        #expect(
            Designation(try SkyCoordinate(ra: "01:26:21.159", dec: "+03:29:09.99")).description == "J012621.15+032909.9"
        )
        #expect(Designation(try sky(0, -0.00001)).description == "J000000.00-000000.0")
        #expect(Designation(try sky(0, 0), raDecimals: 0, decDecimals: 0).description == "J000000+000000")
    }
}
