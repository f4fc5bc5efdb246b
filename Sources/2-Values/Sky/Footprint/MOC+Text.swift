extension MOC {
    /// The footprint in the ASCII form of the standard: `3/1-5 8 4/36`; the last order stands there even without pixels.
    public var text: String {
        let byOrder = Dictionary(grouping: cells, by: \.order)
        var orders = byOrder.keys.sorted()
        if orders.last != order { orders.append(order) }
        return orders.map { order in
            let pixels = (byOrder[order] ?? []).map(\.pixel).sorted()
            var runs: [ClosedRange<Int>] = []
            for pixel in pixels {
                if let last = runs.last, last.upperBound == pixel - 1 {
                    runs[runs.count - 1] = last.lowerBound...pixel
                } else {
                    runs.append(pixel...pixel)
                }
            }
            let list = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            return "\(order)/" + list.joined(separator: " ")
        }.joined(separator: " ")
    }

    /// Reads the ASCII form: orders, each with its pixels and ranges of pixels, parted by blanks, commas or line ends.
    ///
    /// - Throws: ``MOCError``.
    public init(text: String) throws(MOCError) {
        var order: Int?
        var finest = 0
        var ranges: [Range<Int>] = []
        for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
            var rest = word
            if let slash = word.firstIndex(of: "/") {
                guard let number = Int(word[..<slash]), HEALPix.orders.contains(number) else {
                    throw .noOrder(String(word[..<slash]))
                }
                order = number
                finest = max(finest, number)
                rest = word[word.index(after: slash)...]
            }
            guard let order else { throw .pixelsWithoutOrder(String(word)) }
            if rest.isEmpty { continue }
            let ends = rest.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
            else {
                throw .unreadable(String(rest))
            }
            guard first >= 0, last < HEALPix(order: order).pixelCount else {
                throw .noPixel(order: order, String(rest))
            }
            let shift = 2 * (29 - order)
            ranges.append((first << shift)..<((last + 1) << shift))
        }
        guard order != nil else { throw .noFootprint }
        self.init(order: finest, ranges: ranges)
    }
}
