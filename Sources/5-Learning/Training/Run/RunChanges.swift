import Files
import Foundation
import Manifests
import Process
import Tables
import Torch

/// What sets a request apart from the run that its folder holds.
enum RunChanges {
    /// A clause for each difference in what decides the weights.
    static func sentences(since info: RunInfo, _ request: TrainingRequest) -> [String] {
        var found: [String] = []
        func compare(_ name: String, _ before: some CustomStringConvertible, _ now: some CustomStringConvertible) {
            if before.description != now.description { found.append(clause(name, before, now)) }
        }
        compare("the program's version", info.program, ProgramVersion.current)
        compare("libtorch's version", info.torch, Torch.version)
        compare("--skip-unreadable", info.skipsUnreadable, request.skipsUnreadable)
        if let before = info.recipe, let now = try? RecipeValue(encoding: request.recipe) {
            found += keys(from: before, to: now)
        }
        found += manifests("trains on", info.manifests, request.manifests, request.run)
        found += manifests("validates on", info.validation ?? [], request.validation, request.run)
        found += manifests("trains alone on", info.additional ?? [], request.additional, request.run)
        return found
    }

    /// A clause for each key that has another value.
    static func keys(from before: RecipeValue, to now: RecipeValue) -> [String] {
        let (before, now) = (before.leaves(), now.leaves())
        return Set(before.keys).union(now.keys).sorted().filter { before[$0] != now[$0] }
            .map { clause("'\($0)'", before[$0] ?? "absent", now[$0] ?? "absent") }
    }

    private static func clause(
        _ name: String, _ before: some CustomStringConvertible, _ now: some CustomStringConvertible
    ) -> String { "\(name) was \(before) and is \(now)" }

    private static func manifests(
        _ what: String, _ before: [RunInfo.Source], _ now: [String], _ run: RunDirectory
    ) -> [String] {
        guard before.count == now.count else {
            let names = before.isEmpty ? "no table of its own" : before.map(\.path).joined(separator: ", ")
            return ["it \(what) \(names)"]
        }
        return zip(before, now).compactMap { source, path in
            guard let sum = try? Checksum.hexadecimal(.sha256, ofFile: TableFile.file(of: path)), sum != source.sha256
            else { return nil }
            return URL(fileURLWithPath: path).path == URL(fileURLWithPath: run.manifest(source)).path
                ? "\(path) has changed\(change(in: path, source, run).map { ": " + $0 } ?? "")"
                : "it \(what) \(source.path)"
        }
    }

    /// What is new in the manifest at `path`, as far as the run's own list of galaxies shows it.
    private static func change(in path: String, _ source: RunInfo.Source, _ run: RunDirectory) -> String? {
        guard
            let reader = try? GalaxyTable.Reader(path, needs: [.id, .file], carrying: .none, mayRepeat: true),
            let earlier = try? SeenGalaxies(run)
        else { return nil }
        let labels = Dictionary(earlier.rows.map { ($0.id, $0.label ?? "") }, uniquingKeysWith: { first, _ in first })
        var rows = 0
        var first: String?
        while let batch = try? reader.next(1 << 14) {
            for row in 0..<batch.count {
                guard first == nil, let before = labels[batch.ids[row]], let now = batch.labels?[row] else { continue }
                if before.lowercased() != now.lowercased() {
                    first = "row \(batch.firstRow + row), '\(batch.ids[row])', was labelled '\(before)' and is '\(now)'"
                }
            }
            rows += batch.count
        }
        let count = rows == source.rows ? nil : "it had \(source.rows) rows and has \(rows)"
        return first.map { first in first + (count.map { ", and \($0)" } ?? "") } ?? count
    }
}

extension RecipeValue {
    /// The plain values of a recipe as a file writes them, by their keys.
    func leaves() -> [String: String] {
        switch self {
        case .table(let entries):
            entries.reduce(into: [:]) { result, entry in
                let name = snakeCase(entry.key)
                for (key, value) in entry.value.leaves() { result[key.isEmpty ? name : "\(name) \(key)"] = value }
            }
        case .array(let items) where items.contains(where: \.isTable):
            items.enumerated().reduce(into: [:]) { result, item in
                for (key, value) in item.element.leaves() { result["\(item.offset + 1) \(key)"] = value }
            }
        default: ["": RecipeWriter.inline(self)]
        }
    }
}
