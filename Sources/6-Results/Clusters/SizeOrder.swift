/// Groups by falling size, ties by their first row: how clusters are numbered everywhere here.
struct SizeOrder {
    /// Old numbers in the new order.
    let groups: [Int]
    private let numbers: [Int32]

    /// - Parameter labels: group of each row, -1 is none.
    init(_ labels: [Int32], count: Int) {
        var sizes = [Int](repeating: 0, count: count)
        var firsts = [Int](repeating: labels.count, count: count)
        for (row, label) in labels.enumerated() where label >= 0 {
            sizes[Int(label)] += 1
            firsts[Int(label)] = min(firsts[Int(label)], row)
        }
        groups = (0..<count).sorted { (-sizes[$0], firsts[$0], $0) < (-sizes[$1], firsts[$1], $1) }
        var numbers = [Int32](repeating: 0, count: count)
        for (number, group) in groups.enumerated() { numbers[group] = Int32(number) }
        self.numbers = numbers
    }

    /// Labels by the new numbers.
    func renumbered(_ labels: [Int32]) -> [Int32] { labels.map { $0 < 0 ? $0 : numbers[Int($0)] } }
}
