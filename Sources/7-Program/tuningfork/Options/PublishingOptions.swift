import ArgumentParser
import Catalogue

/// What is published, and under which names.
struct PublishingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder to make of the whole catalogue, ready to be published.", valueName: "folder"))
    var publish: String?

    @Option(help: ArgumentHelp("Title of the catalogue.", valueName: "text"))
    var title: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Authors, each in quotation marks: 'Family, Given', or a collaboration.", valueName: "name"))
    var author: [String] = []

    @Option(help: ArgumentHelp("Licence by its SPDX identifier, such as CC-BY-4.0.", valueName: "licence"))
    var licence: String?

    @Option(help: ArgumentHelp("Digital object identifier, such as 10.5281/zenodo.1.", valueName: "doi"))
    var doi: String?

    @Option(help: ArgumentHelp("Version of the data.", valueName: "version"))
    var edition: String?

    @Option(
        help: ArgumentHelp(
            "Also write the new columns as a HATS extension of the survey's own catalogue: a table, or a HATS folder.",
            valueName: "catalog"))
    var extends: String?

    @Option(
        help: ArgumentHelp(
            "Its column of identifiers, which are those of this catalogue's column id.", valueName: "column"))
    var idColumn: String?

    func validate() throws {
        let others = title != nil || !author.isEmpty || licence != nil || doi != nil || edition != nil || extends != nil
        if publish == nil, others { throw ValidationError("Title, authors and the like belong to --publish.") }
        if (extends == nil) != (idColumn == nil) {
            throw ValidationError("--extends and --id-column belong together.")
        }
    }

    /// The request that these options state; nil without --publish.
    func request(for catalogue: String) -> PublicationRequest? {
        guard let publish else { return nil }
        var request = PublicationRequest(catalogue: catalogue, output: publish)
        (request.title, request.authors, request.licence, request.doi) = (title, author, licence, doi)
        if let edition { request.edition = edition }
        if let extends, let idColumn { request.extended = .init(path: extends, id: idColumn) }
        return request
    }
}
