/// Spearman's rank correlation.
enum RankCorrelation {
    /// Of two lists as long, −1…1; 0 where one does not vary. Equal values have the mean of their ranks.
    static func of(_ one: [Double], _ other: [Double]) -> Double {
        let (first, second) = (ranks(one), ranks(other))
        let middle = Double(one.count + 1) / 2
        var (product, squares, others) = (0.0, 0.0, 0.0)
        for (own, their) in zip(first, second) {
            product += (own - middle) * (their - middle)
            squares += (own - middle) * (own - middle)
            others += (their - middle) * (their - middle)
        }
        return squares > 0 && others > 0 ? product / (squares * others).squareRoot() : 0
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var result = [Double](repeating: 0, count: values.count)
        var begin = 0
        while begin < order.count {
            var end = begin
            while end + 1 < order.count, values[order[end + 1]] == values[order[begin]] { end += 1 }
            for place in begin...end { result[order[place]] = Double(begin + end) / 2 + 1 }
            begin = end + 1
        }
        return result
    }
}
