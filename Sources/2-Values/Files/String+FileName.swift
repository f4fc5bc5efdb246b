extension String {
    /// What stands behind the last slash of a path.
    package var fileName: String { String(split(separator: "/").last ?? "") }
}
