internal import Files
internal import Foundation
internal import Manifests
public import Process
internal import Sky
internal import Tables

/// Publishes a catalogue: a folder that is a HATS collection, with the same rows as FITS, VOTable and text, and all that
/// describes them and where they come from. It appears whole or not at all; memory does not grow with the rows.
///
/// ```swift
/// var request = PublicationRequest(catalogue: "des_catalogue", output: "des_morphology")
/// request.authors = ["Hubble, Edwin"]
/// print(try Publication.write(request, progress: ProgressReporter()).rows)
/// ```
public enum Publication {
    /// What came of it.
    public struct Summary: Sendable, Equatable {
        /// Rows of the catalogue and of its margin.
        public var rows = 0, marginRows = 0
        /// Rows of the extension; nil where there is none.
        public var extensionRows: Int?
        /// Files of the publication.
        public var files = 0
    }

    static let stopped = Interrupted(howToGoOn: "Nothing is published; run the same command again.")
    /// Order of the footprint's pixels: 3.4 arcmin.
    static let footprintOrder = 10

    static func marginName(_ name: String) -> String { "\(name)_margin_10arcsec" }
    static func indexName(_ name: String) -> String { "\(name)_id_index" }
    static func extensionName(_ name: String) -> String { "\(name)_extension" }

    /// Writes the folder.
    ///
    /// - Throws: ``Files/InputError`` when the catalogue is not whole, there is something of the folder's name, or galaxies are
    ///   not in the catalogue that is extended; ``Process/Interrupted`` after a signal; ``Files/WriteError``.
    public static func write(_ request: PublicationRequest, progress: ProgressReporter) throws -> Summary {
        try StopSignal.whileGraceful {
            let folder = try PublicationFolder(request.output, of: request.catalogue)
            let summary = try PublicationWork(request, folder, progress).perform()
            try folder.commit()
            return summary
        }
    }
}
