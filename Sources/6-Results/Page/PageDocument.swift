internal import Files
internal import Foundation
internal import Process

/// The HTML file: template, styles and scripts, and the data between them.
///
/// What draws the first picture stands before the thumbnails, so that a browser draws while it still reads.
struct PageDocument {
    let title: String
    var rowCount = 0
    var dimensions = 2
    var colorColumn: String?
    var columns: [PackedColumn] = []
    var thumbnails: Thumbnails?

    init(title: String) { self.title = title }

    /// Bytes without thumbnails, roughly.
    var byteCount: Int {
        columns.reduce(200_000) { $0 + Thumbnails.encodedCount($1.bytes.count) + $1.json.utf8.count }
            + rowCount / 3
    }

    /// Scripts in the order in which they stand in the page.
    private static let scripts: [[UInt8]] = [
        PackageResources.base_js, PackageResources.data_js, PackageResources.palette_js, PackageResources.state_js,
        PackageResources.paint_js, PackageResources.raster_js, PackageResources.points_js, PackageResources.camera_js,
        PackageResources.view_js,
        PackageResources.map_js, PackageResources.sky_js, PackageResources.thumbs_js, PackageResources.legend_js,
        PackageResources.table_js, PackageResources.sheet_js, PackageResources.card_js, PackageResources.keys_js,
        PackageResources.app_js, PackageResources.selftest_js,
    ]

    private var info: String {
        get throws {
            let pictures = try thumbnails.map { thumbnails in
                let marks = thumbnails.missing.map { $0 ? UInt8(1) : 0 }
                return PageJSON.object([
                    "side": "\(thumbnails.side)", "quality": "\(thumbnails.size.quality)",
                    "across": "\(thumbnails.size.across)", "atlases": "\(thumbnails.atlases.count)",
                    "missingCount": "\(thumbnails.missing.count { $0 })",
                    "missing": thumbnails.missing.contains(true)
                        ? PageJSON.text(Self.base64(try GzipBytes.compressed(marks))) : "null",
                ])
            }
            return PageJSON.object([
                "title": PageJSON.text(title), "program": PageJSON.text("TuningFork \(ProgramVersion.current)"),
                "rows": "\(rowCount)", "dimensions": "\(dimensions)", "color": PageJSON.text(colorColumn),
                "columns": PageJSON.list(columns.map(\.json)), "thumbnails": pictures ?? "null",
            ])
        }
    }

    /// Writes the file, all or nothing; gives its size in bytes. Throws `WriteError`.
    func write(to path: String) throws -> Int {
        var size = 0
        try AtomicFile.write(path) { sink in
            var template = Substring(Self.text(PackageResources.page_html))
            while let start = template.range(of: "{{"), let end = template[start.upperBound...].range(of: "}}") {
                try sink.write(String(template[..<start.lowerBound]))
                try write(part: String(template[start.upperBound..<end.lowerBound]), to: &sink)
                template = template[end.upperBound...]
            }
            try sink.write(String(template))
            size = sink.count
        }
        return size
    }

    private func write(part: String, to sink: inout FileSink) throws {
        switch part {
        case "title": try sink.write(EscapedText.markup(title))
        case "style": try sink.write(PackageResources.style_css)
        case "info": try sink.write(info)
        case "columns":
            for (place, column) in columns.enumerated() { try write(column.bytes, "column-\(place)", to: &sink) }
        case "scripts": for script in Self.scripts { try sink.write(script) }
        case "thumbnails":
            for (place, atlas) in (thumbnails?.atlases ?? []).enumerated() {
                try write(atlas, "atlas-\(place)", to: &sink)
            }
        default: preconditionFailure("the page's template has no part '\(part)'")
        }
    }

    private func write(_ bytes: [UInt8], _ name: String, to sink: inout FileSink) throws {
        try sink.write("<script type=\"text/plain\" id=\"\(name)\">\(Self.base64(bytes))</script>\n")
    }

    private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
