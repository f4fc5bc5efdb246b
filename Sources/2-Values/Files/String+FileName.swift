extension String {
    /// What stands behind the last slash of a path.
    package var fileName: String {
        var end = utf8.endIndex
        while end > utf8.startIndex, case let before = utf8.index(before: end), utf8[before] == UInt8(ascii: "/") {
            end = before
        }
        let name = utf8[..<end].lastIndex(of: UInt8(ascii: "/")).map { utf8.index(after: $0) } ?? utf8.startIndex
        return String(self[name..<end])
    }
}
