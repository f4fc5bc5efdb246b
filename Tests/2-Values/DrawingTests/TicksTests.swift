import Drawing
import Testing

@Suite struct TicksTests {
    @Test func `Ticks are round and within the range`() {
        #expect(Ticks(0.13...0.97, count: 5).labels == ["0.2", "0.4", "0.6", "0.8"])
        #expect(Ticks(-40...40, count: 5).labels == ["−40", "−20", "0", "20", "40"])
        #expect(Ticks(0...1, count: 4).labels == ["0.00", "0.25", "0.50", "0.75", "1.00"])
        #expect(Ticks(1000...9000, count: 4).labels == ["2000", "4000", "6000", "8000"])
        #expect(Ticks(0...3e7, count: 3).labels == ["0", "1e+07", "2e+07", "3e+07"])
    }

    @Test func `An axis of any length has ticks in order`() {
        for power in stride(from: -30.0, through: 30, by: 0.37) {
            for offset in [0.0, 0.3, -7] {
                let length = Double(sign: .plus, exponent: Int(power * 3), significand: 1.3)
                let range = (offset * length)...((offset + 1) * length)
                let ticks = Ticks(range, count: 5)
                #expect((3...9).contains(ticks.values.count), "\(range): \(ticks.values)")
                #expect(ticks.values == ticks.values.sorted() && ticks.labels.count == ticks.values.count)
                #expect(Set(ticks.labels).count == ticks.labels.count, "\(range): \(ticks.labels)")
                let slack = 1e-6 * length
                #expect(
                    ticks.values.allSatisfy { $0 >= range.lowerBound - slack && $0 <= range.upperBound + slack })
            }
        }
        #expect(Ticks(2...2, count: 5).values.isEmpty)
    }

    @Test func `Counts have commas`() {
        #expect([0, 999, 1000, 1_234_567, -1000].map(CountText.of) == ["0", "999", "1,000", "1,234,567", "−1,000"])
    }
}
