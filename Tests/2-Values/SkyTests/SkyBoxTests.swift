import Sky
import Testing

@Suite struct SkyBoxTests {
    private func box(_ raFrom: Double, _ raTo: Double, _ decFrom: Double, _ decTo: Double) throws -> SkyBox {
        try SkyBox(
            raFrom: Angle(degrees: raFrom), raTo: Angle(degrees: raTo), decFrom: Angle(degrees: decFrom),
            decTo: Angle(degrees: decTo))
    }

    @Test func crossesRightAscensionZero() throws {
        let box = try box(350, 10, -5, 5)
        #expect(box.raExtent.degrees == 20)
        for ra in [350.0, 359.99, 0, 10] { #expect(box.contains(try sky(ra, 0))) }
        for ra in [349.99, 10.01, 180] { #expect(!box.contains(try sky(ra, 0))) }
        #expect(!box.contains(try sky(0, 5.01)))
        #expect(try self.box(350, 360, 0, 1).contains(try sky(0, 0)))
        #expect(try self.box(10, 20, 80, 90).contains(try sky(200, 90)))
        #expect(try self.box(-10, 10, -5, 5) == box)
        #expect(try self.box(-20, -10, 0, 1) == self.box(340, 350, 0, 1))
        #expect(try self.box(-180, 180, 0, 1).raExtent.degrees == 360)
        #expect(try self.box(0, 360, -90, 90).area - 4 * .pi < 1e-12)
    }

    @Test func refusesWhatIsNoBox() throws {
        let reversed = #expect(throws: CoordinateError.self) { try box(0, 10, 5, -5) }
        #expect(reversed?.description == "the southern declination 5.0 of a box is above the northern one, -5.0")
        #expect(throws: CoordinateError.self) { try box(-181, 10, 0, 5) }
        #expect(throws: CoordinateError.self) { try box(0, 10, 0, 95) }
        #expect(throws: CoordinateError.self) { try box(0, .nan, 0, 5) }
    }

    /// The paper's stripe: the area of the pixels comes close to that of the box, from above.
    @Test(
        arguments: [(315, 45, -1.25, 1.25), (0, 360, 60, 90), (0, 360, -90, -89), (100, 101, -41, -40)]
            as [(Double, Double, Double, Double)])
    func areaOfPixels(raFrom: Double, raTo: Double, decFrom: Double, decTo: Double) throws {
        let box = try box(raFrom, raTo, decFrom, decTo)
        let moc = MOC(covering: box, order: 11)
        #expect(moc.area >= box.area)
        #expect(moc.area < box.area * 1.1)
    }
}
