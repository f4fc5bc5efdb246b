/// For each output pixel of one axis: the first source pixel that counts, and the weights from there on.
struct AxisWeights {
    /// Weights an output pixel; the unused ones at the end are 0.
    let taps: Int
    /// First source pixel of each output pixel; `starts[i] + taps` may exceed the axis, `counts[i]` does not.
    let starts: [Int]
    let counts: [Int]
    /// Axes (output, tap). The weights of an output pixel sum to 1.
    let weights: [Float]

    /// - Parameters:
    ///   - length: source pixels along the axis.
    ///   - low, high: the part of the axis that the output covers, in source pixels.
    ///   - count: output pixels.
    init(length: Int, low: Double, high: Double, count: Int, filter: ResampleFilter) {
        let step = (high - low) / Double(count)
        let scale = max(step, 1)
        let support = filter.support * scale
        let taps = min(Int(support.rounded(.up)) * 2 + 1, length)
        var starts: [Int] = []
        var counts: [Int] = []
        var weights = [Float](repeating: 0, count: taps * count)
        starts.reserveCapacity(count)
        counts.reserveCapacity(count)
        for output in 0..<count {
            // Outside of the picture its edge goes on.
            let center = min(max(low + (Double(output) + 0.5) * step, 0), Double(length))
            let first = min(max(Int((center - support + 0.5).rounded(.down)), 0), length - 1)
            let last = max(min(Int((center + support + 0.5).rounded(.down)), length), first + 1)
            var sum = 0.0
            for tap in 0..<(last - first) {
                sum += filter.value(at: (Double(tap + first) - center + 0.5) / scale)
            }
            for tap in 0..<(last - first) {
                let value = filter.value(at: (Double(tap + first) - center + 0.5) / scale)
                weights[output * taps + tap] = Float(sum != 0 ? value / sum : 1 / Double(last - first))
            }
            starts.append(first)
            counts.append(last - first)
        }
        self.taps = taps
        self.starts = starts
        self.counts = counts
        self.weights = weights
    }
}
