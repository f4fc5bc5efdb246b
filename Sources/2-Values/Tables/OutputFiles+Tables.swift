public import Files

extension OutputFiles {
    /// Refuses an output that is a table which is read, however it is named and whichever table of its file is meant
    /// (`sky.fits[2]`); see ``check(_:inputs:)``.
    public static func check(_ outputs: [String?], tables: [String?], inputs: [String?] = []) throws {
        try check(outputs, inputs: tables.map { $0.map(TableFile.file(of:)) } + inputs)
    }
}
