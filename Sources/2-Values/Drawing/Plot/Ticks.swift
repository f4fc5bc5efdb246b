internal import Foundation

/// Round numbers on an axis.
///
/// ```swift
/// Ticks(0.13...0.97, count: 5).values  // 0.2, 0.4, 0.6, 0.8
/// ```
public struct Ticks: Sendable, Equatable {
    /// Multiples of 1, 2, 2.5 or 5 times a power of ten within the range, rising; none in a range of no length.
    public let values: [Double]
    /// How each is written, all with the same digits after the point.
    public let labels: [String]

    /// - Parameters:
    ///   - range: what the axis shows, finite.
    ///   - count: how many are about wanted, 2 or more.
    public init(_ range: ClosedRange<Double>, count: Int) {
        precondition(count >= 2 && range.lowerBound.isFinite && range.upperBound.isFinite, "an axis from \(range)")
        let length = range.upperBound - range.lowerBound
        let power = pow(10, (log10(length / Double(count))).rounded(.down))
        guard length > 0, power.isNormal else {
            (values, labels) = ([], [])
            return
        }
        let rough = length / Double(count) / power
        // The factor that is nearest on a scale of logarithms, with the digits that it needs.
        let (factor, digits) =
            rough < 1.414
            ? (1, 0) : rough < 2.236 ? (2, 0) : rough < 3.536 ? (2.5, 1) : rough < 7.071 ? (5, 0) : (10, -1)
        let step = factor * power
        let slack = 1e-9 * length / step
        let first = (range.lowerBound / step - slack).rounded(.up)
        let last = (range.upperBound / step + slack).rounded(.down)
        // -0 is 0.
        values = first <= last ? stride(from: first, through: last, by: 1).map { $0 * step + 0 } : []
        let largest = max(abs(range.lowerBound), abs(range.upperBound))
        let after = digits - Int(log10(power).rounded())
        labels = values.map { value in
            if largest >= 1e6 || after > 5 { return Self.scientific(value) }
            return Self.signed(String(format: "%.\(max(0, after))f", value))
        }
    }

    /// With a minus sign that is as long as a plus.
    static func signed(_ text: String) -> String { text.replacingOccurrences(of: "-", with: "−") }

    private static func scientific(_ value: Double) -> String {
        value == 0 ? "0" : signed(String(format: "%.3g", value))
    }
}
