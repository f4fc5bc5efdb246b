internal import Foundation
internal import Vectors

extension LabelledLogits {
    /// The vector scaling of least loss: the mean negative log-likelihood, and half the squared distance from temperature
    /// scaling over the number of galaxies, which keeps it finite where classes are told apart without a mistake.
    ///
    /// Of two classes both have one scale (Platt 1999, "Probabilistic Outputs for Support Vector Machines"), so that the
    /// calibrated score rises with the network's; of more, each class has its own. Biases sum to 0.
    ///
    /// - Parameter temperature: the one of these logits.
    public func vectorScaling(near temperature: Double) -> VectorScaling {
        let beta = 1 / temperature
        let isShared = classes == 2
        // Scales, then biases; of two classes the scale and the first class' bias, which is less the second's.
        func scaling(_ point: [Double]) -> VectorScaling {
            guard !isShared else {
                return VectorScaling(scales: [point[0], point[0]], biases: [point[1], -point[1]])
            }
            return VectorScaling(scales: Array(point[..<classes]), biases: Array(point[classes...]))
        }
        let start =
            isShared ? [beta, 0] : [Double](repeating: beta, count: classes) + [Double](repeating: 0, count: classes)
        let point = LBFGS.minimum(from: start, iterations: 500, tolerance: 1e-8) { point, gradient in
            var (value, slopes) = meanLoss(scaling(point))
            for number in 0..<classes {
                let scale = isShared ? point[0] : point[number]
                let bias = isShared ? (number == 0 ? point[1] : -point[1]) : point[classes + number]
                value += ((scale - beta) * (scale - beta) + bias * bias) / Double(2 * count)
                slopes[number] += (scale - beta) / Double(count)
                slopes[classes + number] += bias / Double(count)
            }
            gradient = isShared ? [slopes[0] + slopes[1], slopes[2] - slopes[3]] : slopes
            return value
        }
        let found = scaling(point)
        let mean = found.biases.reduce(0, +) / Double(classes)
        return VectorScaling(scales: found.scales, biases: found.biases.map { $0 - mean })
    }

    /// The mean negative log-likelihood, and its slope by each scale and then each bias.
    private func meanLoss(_ scaling: VectorScaling) -> (value: Double, slopes: [Double]) {
        let (scales, biases) = (scaling.scales, scaling.biases)
        let sums = sums(1 + 2 * classes) { galaxy, sums in
            let start = galaxy * classes
            var largest = -Double.infinity
            for number in 0..<classes {
                largest = max(largest, scales[number] * logits[start + number] + biases[number])
            }
            var total = 0.0
            for number in 0..<classes {
                total += exp(scales[number] * logits[start + number] + biases[number] - largest)
            }
            let truth = truths[galaxy]
            sums[0] += log(total) + largest - scales[truth] * logits[start + truth] - biases[truth]
            for number in 0..<classes {
                let probability = exp(scales[number] * logits[start + number] + biases[number] - largest) / total
                let slope = probability - (number == truth ? 1 : 0)
                sums[1 + number] += slope * logits[start + number]
                sums[1 + classes + number] += slope
            }
        }
        return (sums[0] / Double(count), sums[1...].map { $0 / Double(count) })
    }
}
