import Foundation
import Testing
import Torch

/// A misspelt operator would be found when it is first called, perhaps on a GPU only.
@Suite struct OperatorListTests {
    /// Where the sources keep operators: `Operator("aten::add", "Tensor")`.
    private struct Mention {
        let file: String
        let name: String
        let overload: String
    }

    private func mentions() throws -> [Mention] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
        var mentions: [Mention] = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            // What is no literal could not be checked here.
            let calls = text.matches(of: /\bOperator\((?!\))/)
            let found = text.matches(of: /\bOperator\(\s*"([^"]+)"\s*(?:,\s*"([^"]*)"\s*)?\)/)
            #expect(calls.count == found.count, "an operator without a plain name in \(file.path)")
            mentions += found.map {
                Mention(file: file.lastPathComponent, name: String($0.1), overload: $0.2.map(String.init) ?? "")
            }
        }
        return mentions
    }

    @Test func everyOperatorIsInLibtorch() throws {
        let mentions = try mentions()
        #expect(mentions.count > 80)
        for mention in mentions {
            let problem = Operator(mention.name, mention.overload).problem
            #expect(problem == nil, "\(mention.file): \(mention.name) '\(mention.overload)'")
        }
        #expect(Operator("aten::add", "Tonsor").problem != nil)
    }
}
