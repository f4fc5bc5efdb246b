import Foundation
import Torch

// A checkpoint as named tensors and a text, which a file keeps and one process sends to another.
extension Checkpoint {
    /// Its parts, in the order and under the names that they have there.
    private static var parts: [(name: String, tensors: WritableKeyPath<Checkpoint, [(String, Tensor)]>)] {
        [
            ("network", \.network), ("optimizer", \.optimizer), ("average", \.average), ("best", \.best),
            ("handed_on", \.handedOn),
        ]
    }

    /// All its tensors, each under the name of its part and its own.
    var tensors: [(String, Tensor)] {
        Self.parts.flatMap { name, tensors in self[keyPath: tensors].map { ("\(name)/\($0.0)", $0.1) } }
    }

    /// The state in JSON.
    func stateText() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(state), as: UTF8.self)
    }

    /// A checkpoint of what ``stateText()`` and ``tensors`` gave.
    ///
    /// - Throws: what the decoder throws where the text is not such a state.
    init(stateText: String, tensors: [String: Tensor]) throws {
        self.init(state: try JSONDecoder().decode(TrainingState.self, from: Data(stateText.utf8)), network: [])
        for (name, path) in Self.parts {
            let prefix = name + "/"
            self[keyPath: path] = tensors.filter { $0.key.hasPrefix(prefix) }
                .map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        }
    }
}
