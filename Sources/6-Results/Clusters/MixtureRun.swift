internal import CMachine
internal import Foundation
internal import Process
internal import Workers

/// Expectation and maximisation of a Gaussian mixture from one start.
struct MixtureRun {
    let rows: DoubleRows
    private let covariance: GaussianMixture.Covariance
    private let floor: Double
    private let threads: Int?
    private(set) var weights: [Double] = []
    private(set) var means: [[Double]] = []
    private(set) var covariances: [[Double]] = []
    /// Axes (row, component).
    private(set) var responsibilities: [Double] = []
    /// Logarithm of the density at each row.
    private(set) var logDensities: [Double] = []
    private(set) var logLikelihood = -Double.infinity
    private(set) var iterations = 0
    private(set) var hasConverged = false

    init(_ rows: DoubleRows, _ covariance: GaussianMixture.Covariance, floor: Double, threads: Int?) {
        self.rows = rows
        self.covariance = covariance
        self.floor = floor
        self.threads = threads
    }

    mutating func perform(start: [Int32], count: Int, iterations most: Int, tolerance: Double) throws {
        responsibilities = [Double](repeating: 0, count: rows.count * count)
        for (row, label) in start.enumerated() { responsibilities[row * count + Int(label)] = 1 }
        maximise(count)
        while iterations < most, !hasConverged {
            try StopSignal.check(
                Interrupted(howToGoOn: "Nothing was written; the same command starts from the beginning."))
            iterations += 1
            let before = logLikelihood
            try expect()
            maximise(count)
            hasConverged = abs(logLikelihood - before) < tolerance
        }
        // what the last parameters say
        try expect()
    }

    /// Responsibilities by parameters that are given.
    mutating func weigh(_ weights: [Double], _ means: [[Double]], _ covariances: [[Double]]) throws {
        (self.weights, self.means, self.covariances) = (weights, means, covariances)
        try expect()
    }

    private mutating func expect() throws {
        let (count, columns) = (weights.count, rows.columns)
        var logs = [Double](repeating: 0, count: rows.count * count)
        let blocks = (rows.count + 255) / 256
        for component in 0..<count {
            let (factor, logDeterminant) = try precision(covariances[component])
            let constant = log(weights[component]) + logDeterminant - 0.5 * Double(columns) * log(2 * Double.pi)
            let (mean, rows, isFull) = (means[component], self.rows, covariance == .full)
            logs.withUnsafeMutableBufferPointer { logs in
                nonisolated(unsafe) let logs = logs
                Workers.each(blocks, threads: threads) { block in
                    let range = block * 256..<min(rows.count, block * 256 + 256)
                    var lengths = [Double](repeating: 0, count: range.count)
                    if isFull {
                        cm_factor_lengths(
                            rows.values, range.lowerBound, range.upperBound, columns, mean, factor, &lengths)
                    } else {
                        for row in range {
                            var sum = 0.0
                            for column in 0..<columns {
                                let apart = (rows.values[row * columns + column] - mean[column]) * factor[column]
                                sum += apart * apart
                            }
                            lengths[row - range.lowerBound] = sum
                        }
                    }
                    for row in range {
                        logs[row * count + component] = constant - 0.5 * lengths[row - range.lowerBound]
                    }
                }
            }
        }
        var densities = [Double](repeating: 0, count: rows.count)
        for row in 0..<rows.count {
            var most = -Double.infinity
            for place in row * count..<(row + 1) * count { most = max(most, logs[place]) }
            var sum = 0.0
            for place in row * count..<(row + 1) * count { sum += exp(logs[place] - most) }
            densities[row] = most + log(sum)
            for place in row * count..<(row + 1) * count { logs[place] = exp(logs[place] - densities[row]) }
        }
        responsibilities = logs
        logDensities = densities
        logLikelihood = densities.reduce(0, +) / Double(max(1, rows.count))
        guard logLikelihood.isFinite || rows.count == 0 else { throw CollapsedMixture() }
    }

    /// The inverse of the Cholesky factor of a covariance, its transpose with lines that begin at the diagonal, and the logarithm
    /// of its determinant.
    private func precision(_ covariance: [Double]) throws -> (factor: [Double], logDeterminant: Double) {
        let columns = rows.columns
        guard self.covariance == .full else {
            guard covariance.allSatisfy({ $0 > 0 }) else { throw CollapsedMixture() }
            let factor = covariance.map { 1 / $0.squareRoot() }
            return (factor, factor.reduce(0) { $0 + log($1) })
        }
        var lower = [Double](repeating: 0, count: columns * columns)
        for row in 0..<columns {
            for column in 0...row {
                var sum = covariance[row * columns + column]
                for place in 0..<column { sum -= lower[row * columns + place] * lower[column * columns + place] }
                if row == column {
                    guard sum > 0 else { throw CollapsedMixture() }
                    lower[row * columns + row] = sum.squareRoot()
                } else {
                    lower[row * columns + column] = sum / lower[column * columns + column]
                }
            }
        }
        // the inverse, column by column, kept as lines: factor[column][row] is inverse[row][column]
        var factor = [Double](repeating: 0, count: columns * columns)
        var logDeterminant = 0.0
        for column in 0..<columns {
            factor[column * columns + column] = 1 / lower[column * columns + column]
            logDeterminant += log(factor[column * columns + column])
            for row in column + 1..<max(column + 1, columns) {
                var sum = 0.0
                for place in column..<row { sum -= lower[row * columns + place] * factor[column * columns + place] }
                factor[column * columns + row] = sum / lower[row * columns + row]
            }
        }
        return (factor, logDeterminant)
    }

    private mutating func maximise(_ count: Int) {
        let (columns, rows) = (rows.columns, self.rows)
        var totals = [Double](repeating: 10 * Double.ulpOfOne, count: count)
        for row in 0..<rows.count {
            for component in 0..<count { totals[component] += responsibilities[row * count + component] }
        }
        weights = totals.map { $0 / totals.reduce(0, +) }
        means = []
        covariances = []
        for component in 0..<count {
            var mean = [Double](repeating: 0, count: columns)
            for row in 0..<rows.count {
                let share = responsibilities[row * count + component]
                guard share > 0 else { continue }
                for column in 0..<columns { mean[column] += share * rows.values[row * columns + column] }
            }
            for column in 0..<columns { mean[column] /= totals[component] }
            means.append(mean)
            covariances.append(spread(component, count, mean, totals[component]))
        }
    }

    private func spread(_ component: Int, _ count: Int, _ mean: [Double], _ total: Double) -> [Double] {
        let (columns, rows) = (rows.columns, self.rows)
        if covariance == .diagonal {
            var sums = [Double](repeating: 0, count: columns)
            for row in 0..<rows.count {
                let share = responsibilities[row * count + component]
                guard share > 0 else { continue }
                for column in 0..<columns {
                    let apart = rows.values[row * columns + column] - mean[column]
                    sums[column] += share * apart * apart
                }
            }
            return sums.map { $0 / total + floor }
        }
        var sums = [Double](repeating: 0, count: columns * columns)
        let strips = min(columns, 16)
        sums.withUnsafeMutableBufferPointer { sums in
            responsibilities.withUnsafeBufferPointer { shares in
                nonisolated(unsafe) let (sums, shares) = (sums.baseAddress!, shares.baseAddress!)
                Workers.each(strips, threads: threads) { strip in
                    // later columns have more neighbours before them
                    func edge(_ part: Int) -> Int {
                        Int((Double(part) / Double(strips)).squareRoot() * Double(columns))
                    }
                    let last = strip == strips - 1 ? columns : edge(strip + 1)
                    cm_weighted_products(
                        rows.values, rows.count, columns, mean, shares + component, count, edge(strip), last, sums)
                }
            }
        }
        for row in 0..<columns {
            for column in 0...row {
                let value = sums[row * columns + column] / total + (row == column ? floor : 0)
                sums[row * columns + column] = value
                sums[column * columns + row] = value
            }
        }
        return sums
    }
}
