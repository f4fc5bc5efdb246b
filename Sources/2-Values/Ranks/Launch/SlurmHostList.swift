package import Files

/// Slurm's short forms: lists of hosts (`node[03-05,7],gpu1`) and of numbers by host (`2(x3),1`).
package enum SlurmHostList {
    /// More names than any cluster has.
    private static let most = 100_000

    /// The hosts in their order.
    package static func hosts(_ list: String) throws(InputError) -> [String] {
        var names: [String] = []
        for item in try pieces(list) {
            names += try expanded(item, of: list)
            guard names.count <= most else { throw wrong(list) }
        }
        guard !names.isEmpty else { throw wrong(list) }
        return names
    }

    /// The number of tasks on each host.
    package static func counts(_ list: String) throws(InputError) -> [Int] {
        var counts: [Int] = []
        for item in list.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = item.split(separator: "(", omittingEmptySubsequences: false)
            let times =
                parts.count == 2 && parts[1].hasPrefix("x") && parts[1].hasSuffix(")")
                ? Int(parts[1].dropFirst().dropLast()) : parts.count == 1 ? 1 : nil
            guard let count = Int(parts[0]), let times, count > 0, (1...most).contains(times) else { throw wrong(list) }
            counts += Array(repeating: count, count: times)
            guard counts.count <= most else { throw wrong(list) }
        }
        return counts
    }

    /// Parts the list at the commas that stand outside brackets.
    private static func pieces(_ list: String) throws(InputError) -> [Substring] {
        var pieces: [Substring] = []
        var start = list.startIndex
        var isInside = false
        for index in list.indices {
            switch list[index] {
            case "[" where !isInside: isInside = true
            case "]" where isInside: isInside = false
            case "[", "]": throw wrong(list)
            case "," where !isInside:
                pieces.append(list[start..<index])
                start = list.index(after: index)
            default: break
            }
        }
        guard !isInside else { throw wrong(list) }
        return pieces + [list[start...]]
    }

    /// The names that `item` stands for; it may have several brackets (`rack[1-2]node[01-16]`).
    private static func expanded(_ item: Substring, of list: String) throws(InputError) -> [String] {
        guard let open = item.firstIndex(of: "["), let close = item.firstIndex(of: "]") else {
            guard !item.isEmpty else { throw wrong(list) }
            return [String(item)]
        }
        let rest = item[item.index(after: close)...]
        let tails = rest.isEmpty ? [""] : try expanded(rest, of: list)
        var names: [String] = []
        for range in item[item.index(after: open)..<close].split(separator: ",", omittingEmptySubsequences: false) {
            let ends = range.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2, let first = ends.first.flatMap({ UInt32($0) }), let last = UInt32(ends.last!),
                first <= last, Int(last - first) < most
            else { throw wrong(list) }
            for number in first...last {
                let digits = String(number)
                let zeros = String(repeating: "0", count: max(0, ends[0].count - digits.count))
                names += tails.map { "\(item[..<open])\(zeros)\(digits)\($0)" }
            }
            guard names.count <= most else { throw wrong(list) }
        }
        return names
    }

    private static func wrong(_ list: String) -> InputError {
        InputError(
            problem: "Slurm's list of hosts or tasks '\(list)' is not understood",
            remedy: "Set MASTER_ADDR to the machine of rank 0, and unset SLURM_STEP_NODELIST and "
                + "SLURM_STEP_TASKS_PER_NODE")
    }
}
