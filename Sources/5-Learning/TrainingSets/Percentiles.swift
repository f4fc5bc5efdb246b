/// Percentiles of unsorted values by partial ordering, a few of which cost less than a sort.
struct Percentiles {
    private var values: [Double]

    /// - Parameter values: at least one; none may be NaN.
    init(_ values: [Double]) {
        self.values = values
    }

    /// The value at `q` / 100 · (n − 1) in sorted order, linear between neighbours; `q` lies in 0…100.
    mutating func value(at q: Double) -> Double {
        let position = q / 100 * Double(values.count - 1)
        let index = Int(position.rounded(.down))
        return values.withUnsafeMutableBufferPointer { values in
            Percentiles.order(values, at: index)
            let lower = values[index]
            guard index + 1 < values.count else { return lower }
            let upper = values[(index + 1)...].reduce(.infinity) { min($0, $1) }
            return lower + (upper - lower) * (position - Double(index))
        }
    }

    /// Hoare's selection: afterwards nothing before `index` is larger than the value there, nothing behind is smaller.
    private static func order(_ values: UnsafeMutableBufferPointer<Double>, at index: Int) {
        var first = 0
        var last = values.count - 1
        while first < last {
            let pivot = values[first + (last - first) / 2]
            var left = first
            var right = last
            while left <= right {
                while values[left] < pivot { left += 1 }
                while pivot < values[right] { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if index <= right {
                last = right
            } else if index >= left {
                first = left
            } else {
                return
            }
        }
    }
}
