import Process
import Testing

/// What a person sees of long work.
@Suite struct ProgressLineTests {
    static func line(_ done: Int, _ total: Int, _ seconds: Double, _ detail: String, columns: Int?) -> String {
        ProgressReporter.line(
            title: "fetching", done: done, total: total, seconds: seconds, detail: detail, columns: columns)
    }

    @Test func `the bar gives way in a narrow terminal, and no line is ever wrapped`() {
        #expect(
            Self.line(60, 240, 10, "5.0/s", columns: 80)
                == "fetching  ██████░░░░░░░░░░░░░░░░░░  60/240  30 s left  5.0/s")
        let long = "123456 failed, 4.8/s"
        let narrow = Self.line(250_000, 1_000_000, 52_083, long, columns: 80)
        #expect(narrow == "fetching  ███░░░░░░░░░░  250000/1000000  43 h 24 min left  123456 failed, 4.8/s")
        for columns in 1...120 {
            #expect(Self.line(250_000, 1_000_000, 52_083, long, columns: columns).count < columns)
        }
        #expect(Self.line(250_000, 1_000_000, 52_083, long, columns: 60).hasPrefix("fetching  250000/1000000  43 h"))
    }

    @Test func `the time left is counted in fractions of a second`() {
        #expect(Self.line(19, 209, 1.9, "", columns: nil) == "fetching  19/209  19 s left")
        #expect(Self.line(1, 209, 0.1, "", columns: nil) == "fetching  1/209")
        #expect(Self.line(209, 209, 9, "", columns: nil) == "fetching  209/209")
        #expect(Self.line(0, 0, 9, "", columns: nil) == "fetching  0/0")
    }
}
