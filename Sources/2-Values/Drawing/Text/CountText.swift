/// Counts as people read them.
public enum CountText {
    /// With commas between thousands: `12,345`.
    public static func of(_ count: Int) -> String {
        let digits = Array(String(count.magnitude))
        return digits.indices.reduce(into: count < 0 ? "−" : "") { text, index in
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digits[index])
        }
    }
}
