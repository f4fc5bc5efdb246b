internal import Files
internal import Foundation
internal import Tables
public import Training

/// Makes a catalogue again from the record of where it comes from, and says whether it is the same.
///
/// ```swift
/// let rerun = try CatalogueRerun(of: "des_catalogue")
/// let engine = try RunEngine.open(rerun.run).engine
/// _ = try CatalogueWork.perform(rerun.request(to: "again"), engine: engine, progress: .silent)
/// print(try rerun.differences(of: "again"))
/// ```
public struct CatalogueRerun: Sendable {
    /// The record.
    public let provenance: CatalogueProvenance
    /// The run that made the catalogue, and what computed.
    public let origin: CatalogueOrigin
    /// Where the run lies now.
    public let run: RunDirectory
    /// Where the table of galaxies lies now.
    public let manifest: String
    private let path: String

    /// - Parameters:
    ///   - path: a catalogue's folder, or its record.
    ///   - run: folder of the run; nil where it lies where it lay.
    ///   - manifest: table of galaxies; nil where it lies where it lay.
    /// - Throws: ``Files/InputError`` when there is no record, and when weights, recipe or table are not those of the record:
    ///   the catalogue would be another.
    public init(of path: String, run: String? = nil, manifest: String? = nil) throws {
        guard let provenance = try CatalogueProvenance.read(path) else {
            throw InputError(
                file: path, problem: "nothing here says where a catalogue comes from",
                remedy: "Give the folder of a whole catalogue, or its file tuningfork/\(CatalogueFolder.provenanceName)"
            )
        }
        guard let origin = provenance.origin else {
            throw InputError(
                file: path, problem: "no run of this program has made this catalogue",
                remedy: "Only what tuningfork catalog has made can be made again")
        }
        (self.path, self.provenance, self.origin) = (path, provenance, origin)
        self.run = RunDirectory(run ?? origin.run)
        self.manifest = manifest ?? provenance.manifest.path
        let changed = origin.changedFiles(in: self.run.path)
        guard changed.isEmpty else {
            throw InputError(
                file: self.run.path,
                problem: "this is not the run that has made the catalogue: \(changed.joined(separator: ", ")) "
                    + (changed.count == 1 ? "is another or gone" : "are others or gone"),
                remedy: "Say with --run where that run lies")
        }
        guard FileManager.default.fileExists(atPath: TableFile.file(of: self.manifest)) else {
            throw InputError(
                file: self.manifest, problem: "the table that the catalogue was made from is not here",
                remedy: "Say with --manifest where that table lies")
        }
        let sum = try Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: self.manifest))
        guard sum == provenance.manifest.sha256 else {
            throw InputError(
                file: self.manifest,
                problem: "this is not the table that the catalogue was made from: its SHA-256 is \(sum), and was "
                    + provenance.manifest.sha256,
                remedy: "Say with --manifest where that table lies")
        }
    }

    /// Folder for what is made, where none is named: `NAME_rerun` beside the catalogue, or where the program runs.
    public var usualOutput: String {
        Directory.isDirectory(path) ? "\(CatalogueFolder(path).path)_rerun" : "\(provenance.name)_rerun"
    }

    /// A whole catalogue at `output` would prove nothing: none of its cells would be made.
    ///
    /// - Throws: ``Files/InputError`` where there is one.
    public func checkIsNew(_ output: String) throws {
        let folder = CatalogueFolder(output)
        guard folder.exists(folder.complete) else { return }
        throw InputError(
            file: output, problem: "there is a whole catalogue here already: nothing would be made again",
            remedy: "Name a new folder with --output, or move that one away")
    }

    /// The request that makes it again.
    public func request(to output: String) -> CatalogueRequest {
        if let view = provenance.manifest.view { TableFile.set(view, of: manifest) }
        var request = CatalogueRequest(manifest: manifest, output: output)
        if FileManager.default.fileExists(atPath: run.pseudoLabels) { request.pseudoLabels = run.pseudoLabels }
        request.name = provenance.name
        request.names = provenance.manifest.names
        request.batch = provenance.settings.batch
        request.cellRows = provenance.settings.cellRows
        request.setLevel = provenance.settings.setLevel
        request.embeddings = provenance.settings.embeddings ?? false
        return request
    }

    /// What is not as it was in this process, a phrase each: none of it need change a byte.
    ///
    /// - Parameter here: what computes here.
    /// - Throws: ``Files/InputError`` when the program's own file cannot be read.
    public func circumstances(of here: CatalogueOrigin) throws -> [String] {
        let (makers, own) = (provenance.makers, try CatalogueMaker(here))
        var changes: [String] = []
        func compare(_ what: String, _ then: [String], _ now: String?) {
            guard let now, !then.isEmpty, !then.contains(now) else { return }
            changes.append("\(what): \(Set(then).sorted().joined(separator: ", ")) → \(now)")
        }
        compare("program", makers.map(\.program), own.program)
        compare("its file", makers.map { String($0.binary.prefix(16)) }, String(own.binary.prefix(16)))
        compare("libtorch", [origin.libtorch].compactMap(\.self), here.libtorch)
        compare("device", makers.map { $0.device ?? origin.device }, own.device)
        compare("threads", makers.map { "\($0.threads ?? origin.threads ?? $0.cores)" }, own.threads.map { "\($0)" })
        compare("machine", makers.compactMap(\.host), own.host)
        compare("processor", makers.map(\.processor), own.processor)
        return changes
    }

    /// Files of a catalogue that are not those of the record: others, gone, or more; sorted.
    public func differences(of output: String) throws -> [String] {
        let names = try CatalogueFiles.names(in: CatalogueFolder(output).path)
        let changed = try names.filter { name in
            try CatalogueFiles.sum("\(CatalogueFolder(output).path)/\(name)") != provenance.files[name]
        }
        return Set(changed).union(Set(provenance.files.keys).subtracting(names)).sorted()
    }
}
