internal import Foundation

extension Double {
    /// With at most so many places after the point and without exponent, as servers read it.
    func decimal(_ places: Int = 7) -> String {
        var text = String(format: "%.\(places)f", locale: Locale(identifier: "en_US_POSIX"), self)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }
}
