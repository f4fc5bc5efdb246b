internal import CCairo
internal import Files

/// What Cairo's calls answer.
enum CairoStatus {
    static func check(_ status: cairo_status_t) throws {
        guard status != CAIRO_STATUS_SUCCESS else { return }
        throw WriteError(path: "A picture", reason: String(cString: cairo_status_to_string(status)))
    }
}
