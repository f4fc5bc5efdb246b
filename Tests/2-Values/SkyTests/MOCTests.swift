import Sky
import Testing

@Suite struct MOCTests {
    @Test func setsAgreeWithMocpy() throws {
        var (a, b) = (MOC.empty, MOC.empty)
        var seen = 0
        for line in try Golden.lines("footprints") {
            let value = line[1...].joined(separator: " ")
            switch line[0] {
            case "a":
                a = try MOC(text: value)
                #expect(a.text == value)
            case "b": b = try MOC(text: value)
            case "union": #expect(a.union(b).text == value)
            case "intersection": #expect(a.intersection(b).text == value)
            case "difference": #expect(a.subtracting(b).text == value)
            case "complement": #expect(a.complement.text == value)
            case "degraded": #expect(MOC(order: 2, ranges: a.ranges).text == value)
            case "fraction": #expect(abs(a.skyFraction - (try #require(Double(value)))) < 1e-15)
            default:
                let cells = line[1...].map { $0.split(separator: ",").map(String.init) }
                let positions = try cells.map { try SkyCoordinate(ra: $0[0], dec: $0[1]) }
                let expected = cells.map { $0[2] == "1" }
                #expect(a.contains(positions) == expected)
                #expect(positions.map { a.contains($0) } == expected)
                seen += 1
            }
        }
        #expect(seen == 6)
    }

    @Test func lawsOfSets() throws {
        let a = try MOC(text: "3/1-5 8 4/99 7/")
        #expect(a.order == 7)
        #expect(a.union(.empty).ranges == a.ranges)
        #expect(a.intersection(.full).ranges == a.ranges)
        #expect(a.union(a.complement).ranges == MOC.full.ranges)
        #expect(a.intersection(a.complement).isEmpty)
        #expect(MOC.empty.complement.ranges == MOC.full.ranges)
        #expect(MOC.full.complement.isEmpty)
        #expect(a.complement.complement == a)
        #expect(a.isSuperset(of: try MOC(text: "5/64")) && !a.isSuperset(of: .full))
        #expect(MOC(cells: a.cells, order: 7) == a)
        #expect(abs(MOC.full.area - 4 * .pi) < 1e-12)
    }

    @Test func textIsReadInManyForms() throws {
        let expected = try MOC(text: "1/1-3 5 4/400")
        for text in ["1/1-3,5 4/400", "1/1,2,3\n1/5\n4/400\n", " 1/ 1-3 5\r\n4/ 400", "4/400 1/5 1-3 4/64-79"] {
            #expect(try MOC(text: text) == expected)
        }
        #expect(expected.text == "1/1-3 5 4/400")
        #expect(MOC.empty.text == "0/")
        #expect(try MOC(text: "29/").text == "29/")
        #expect(MOC.full.text == "0/0-11")
    }

    @Test(
        arguments: [
            ("", "this is not a MOC (write '3/1-5 8 4/36': order, slash, pixels)"),
            ("1-3", "no order stands before '1-3' (write '3/1-5 8 4/36')"),
            ("30/1", "'30/' is not a HEALPix order (they are 0/ to 29/)"),
            ("1/a", "'a' is neither a pixel nor a range of pixels such as 1-5"),
            ("1/5-3", "'5-3' is neither a pixel nor a range of pixels such as 1-5"),
            ("1/1-2-3", "'1-2-3' is neither a pixel nor a range of pixels such as 1-5"),
            ("1/-3", "'-3' is neither a pixel nor a range of pixels such as 1-5"),
            ("1/46-48", "order 1 has no pixel '46-48' (its pixels are 0 to 47)"),
        ])
    func saysWhatIsNoFootprint(text: String, message: String) {
        let error = #expect(throws: MOCError.self) { try MOC(text: text) }
        #expect(error?.description == message)
    }

    @Test func cellsAsOneNumber() {
        #expect(MOCCell(order: 0, pixel: 0).uniq == 4)
        #expect(MOCCell(uniq: 4) == MOCCell(order: 0, pixel: 0))
        #expect(MOCCell(uniq: 15) == MOCCell(order: 0, pixel: 11))
        #expect(MOCCell(uniq: 16) == MOCCell(order: 1, pixel: 0))
        for cell in [MOCCell(order: 29, pixel: 12 << 58 - 1), MOCCell(order: 7, pixel: 1234)] {
            #expect(MOCCell(uniq: cell.uniq) == cell)
        }
        #expect(MOCCell(uniq: 3) == nil && MOCCell(uniq: -1) == nil && MOCCell(uniq: .max) == nil)
    }

    @Test func positionsMakeAFootprint() throws {
        let positions = [try sky(0, 0), try sky(10, 90), try sky(359.99, -41)]
        let moc = MOC(containing: positions, order: 12)
        #expect(moc.contains(positions) == [true, true, true])
        #expect(moc.cells.count == 3 && moc.order == 12)
        #expect(MOC.empty.contains(positions) == [false, false, false])
    }
}
