/// A number with a fixed count of decimals, as catalogues print them.
func decimal(_ number: Double, _ places: Int) -> String {
    let scale = power(10, Double(places))
    let scaled = (abs(number) * scale).rounded()
    let whole = Int(scaled / scale)
    let rest = String(Int(scaled) - whole * Int(scale))
    let sign = number < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + String(whole) }
    return sign + String(whole) + "." + String(repeating: "0", count: places - rest.count) + rest
}

/// Hours or degrees as 01:23:45.67.
func sexagesimal(_ value: Double, sign: String) -> String {
    let hundredths = Int((value * 360_000).rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let seconds = hundredths / 100
    return sign + two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60) + "."
        + two(hundredths % 100)
}
