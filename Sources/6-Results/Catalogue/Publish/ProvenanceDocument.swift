internal import Files
internal import Foundation
internal import Training

/// `provenance.json`: where a publication comes from, as W3C PROV-JSON: its files by digest, what they were made from, by which
/// program, when.
struct ProvenanceDocument: Encodable {
    /// A value of an attribute.
    enum Value: Encodable {
        case text(String)
        case number(Int)
        case name(String)
        case time(String)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text), .time(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .name(let name): try container.encode(["$": name, "type": "prov:QUALIFIED_NAME"])
            }
        }
    }

    typealias Records = [String: [String: Value]]

    let prefix = ["tf": "urn:tuningfork:"]
    private var entity: Records = [:]
    private var activity: Records = [:]
    private var agent: Records = [:]
    private var wasGeneratedBy: Records = [:]
    private var used: Records = [:]
    private var wasAssociatedWith: Records = [:]
    private var wasDerivedFrom: Records = [:]

    /// - Parameters:
    ///   - facts: of the publication.
    ///   - files: that it consists of, by path in its folder.
    ///   - started: when it was begun: ISO 8601, UTC.
    init(_ facts: PublicationFacts, files: [String: CatalogueProvenance.Sum], started: String, finished: String) {
        let provenance = facts.provenance
        let (make, publish) = ("tf:catalog", "tf:publish")
        let (catalogue, extended) = ("tf:catalogue", "tf:extended")
        activity[make] = [
            "prov:startTime": .time(provenance.started), "prov:endTime": .time(provenance.finished),
            "prov:label": .text("tuningfork catalog"), "tf:settings_digest": .text(provenance.settings.digest),
            "tf:batch": .number(provenance.settings.batch), "tf:cell_rows": .number(provenance.settings.cellRows),
        ]
        activity[publish] = [
            "prov:startTime": .time(started), "prov:endTime": .time(finished),
            "prov:label": .text("tuningfork export --publish"),
        ]
        for (number, maker) in provenance.makers.enumerated() {
            let name = "tf:program-\(number + 1)"
            agent[name] = [
                "prov:type": .name("prov:SoftwareAgent"), "prov:label": .text("tuningfork \(maker.program)"),
                "tf:sha256": .text(maker.binary), "tf:system": .text(maker.system),
                "tf:processor": .text(maker.processor), "tf:cores": .number(maker.cores),
                "tf:libtorch": .text(provenance.origin?.libtorch ?? "none"),
            ]
            if let device = maker.device { agent[name]?["tf:device"] = .text(device) }
            if let threads = maker.threads { agent[name]?["tf:threads"] = .number(threads) }
            wasAssociatedWith["_:a\(number + 1)"] = ["prov:activity": .text(make), "prov:agent": .text(name)]
        }
        entity[catalogue] = [
            "prov:label": .text(provenance.name), "tf:rows": .number(provenance.rows),
            "tf:cells": .number(provenance.cells), "prov:type": .name("prov:Collection"),
        ]
        relate(catalogue, generatedBy: make)
        source("tf:manifest", provenance.manifest.path, provenance.manifest.sha256, of: make, catalogue)
        for (name, sum) in (provenance.origin?.files ?? [:]).sorted(by: { $0.key < $1.key }) {
            source("tf:run/\(name)", name, sum, of: make, catalogue)
        }
        for (number, network) in facts.networks.enumerated() {
            let training = "tf:training-\(number + 1)"
            activity[training] = [
                "prov:label": .text("tuningfork train"), "tf:seed": .number(network.seed),
                "tf:program": .text(network.program), "tf:libtorch": .text(network.torch),
            ]
            if let end = network.finished { activity[training]?["prov:endTime"] = .time(end) }
            for (place, table) in network.trainedOn.enumerated() {
                let name = "tf:training-\(number + 1)/table-\(place + 1)"
                entity[name] = ["prov:label": .text(table.path), "tf:sha256": .text(table.sha256)]
                used["_:t\(number + 1)-\(place + 1)"] = ["prov:activity": .text(training), "prov:entity": .text(name)]
            }
            for name in provenance.origin?.files.keys.sorted() ?? [] where name.hasSuffix("weights.safetensors") {
                guard provenance.origin?.files[name] == network.weights else { continue }
                relate("tf:run/\(name)", generatedBy: training)
            }
        }
        if let survey = facts.request.extended {
            entity[extended] = ["prov:label": .text(survey.path.fileName), "tf:id_column": .text(survey.id)]
            for (name, sum) in facts.extended?.digests ?? [:] { entity[extended]?["tf:\(name)"] = .text(sum) }
            used["_:e"] = ["prov:activity": .text(publish), "prov:entity": .text(extended)]
        }
        used["_:c"] = ["prov:activity": .text(publish), "prov:entity": .text(catalogue)]
        for (name, sum) in files.sorted(by: { $0.key < $1.key }) {
            let file = "tf:file/\(name)"
            entity[file] = [
                "prov:label": .text(name), "tf:sha256": .text(sum.sha256), "tf:bytes": .number(sum.bytes),
            ]
            relate(file, generatedBy: publish)
            derive(file, from: catalogue)
            let isOfExtension = name.hasPrefix(Publication.extensionName(facts.name))
            if isOfExtension, facts.extended != nil { derive(file, from: extended) }
        }
    }

    private mutating func source(
        _ entity: String, _ label: String, _ sum: String, of activity: String, _ result: String
    ) {
        self.entity[entity] = ["prov:label": .text(label), "tf:sha256": .text(sum)]
        used["_:u\(used.count + 1)"] = ["prov:activity": .text(activity), "prov:entity": .text(entity)]
        derive(result, from: entity)
    }

    private mutating func relate(_ entity: String, generatedBy activity: String) {
        wasGeneratedBy["_:g\(wasGeneratedBy.count + 1)"] = [
            "prov:entity": .text(entity), "prov:activity": .text(activity),
        ]
    }

    private mutating func derive(_ entity: String, from source: String) {
        wasDerivedFrom["_:d\(wasDerivedFrom.count + 1)"] = [
            "prov:generatedEntity": .text(entity), "prov:usedEntity": .text(source),
        ]
    }
}
