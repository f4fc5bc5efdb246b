internal import Files

/// What is changed of the SVG files that Cairo writes.
enum SVGText {
    /// The file with numbers that begin anew in it, with the drawing's size on paper in points, and with its words: letters
    /// are outlines there, which look the same everywhere but which no search and no reader of screens finds.
    static func finished(_ bytes: [UInt8], size: SIMD2<Double>, title: String, words: [String]) -> [UInt8] {
        var text = renumbered(bytes)
        // the root's tag, after the declaration of XML
        guard let root = firstTag(in: text) else { return text }
        let tag = String(decoding: text[root], as: UTF8.self)
        let viewBox = tag.split(separator: "viewBox=\"").last?.prefix { $0 != "\"" } ?? ""
        let description = words.map(EscapedText.markup).joined(separator: "\n")
        let points = [size.x, size.y].map { ($0 * 1000).rounded() / 1000 }
        let first = """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="\(points[0])pt" \
            height="\(points[1])pt" viewBox="\(viewBox)" version="1.1">
            <title>\(EscapedText.markup(title))</title>
            <desc>\(description)</desc>
            """
        text.replaceSubrange(root, with: Array(first.utf8))
        return text
    }

    private static func firstTag(in text: [UInt8]) -> Range<Int>? {
        let name = Array("<svg ".utf8)
        guard
            let start = text.indices.dropLast(name.count).first(where: {
                text[$0] == name[0] && text[$0..<($0 + name.count)].elementsEqual(name)
            })
        else { return nil }
        return text[start...].firstIndex(of: UInt8(ascii: ">")).map { start..<($0 + 1) }
    }

    /// Cairo counts surfaces from the start of the process on, and uses the count in names: `surface12`, `image12`,
    /// `source-12`. Here these are counted from the start of the file.
    private static func renumbered(_ text: [UInt8]) -> [UInt8] {
        let prefixes = ["surface", "image", "source-"].map { Array($0.utf8) }
        var numbers: [ArraySlice<UInt8>: Int] = [:]
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            // a name follows a quotation mark or a number sign
            let byte = text[place]
            result.append(byte)
            place += 1
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#") else { continue }
            for prefix in prefixes
            where place + prefix.count < text.count && text[place..<(place + prefix.count)].elementsEqual(prefix) {
                let digits = text[(place + prefix.count)...].prefix { (48...57).contains($0) }
                guard !digits.isEmpty else { continue }
                let number = numbers[digits] ?? numbers.count
                numbers[digits] = number
                result += prefix + Array(String(number).utf8)
                place = digits.endIndex
                break
            }
        }
        return result
    }
}
