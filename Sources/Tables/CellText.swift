/// `text` without spaces and tabs at both ends.
package func trimmed(_ text: String) -> String {
    let isBlank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
        isBlank(first) || isBlank(last)
    else { return text }
    let front = text.unicodeScalars.drop(while: isBlank)
    guard let end = front.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(front[...end])
}

/// `text` cut to what fits into a message.
package func shortened(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(57) + "…"
}
