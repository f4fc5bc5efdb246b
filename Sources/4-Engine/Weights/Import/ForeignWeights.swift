internal import Files

/// Files that people take for weights this program reads, told by their first bytes.
enum ForeignWeights {
    typealias Kind = (problem: String, remedy: String)

    static func error(_ path: String, _ kind: Kind) -> InputError {
        InputError(file: path, problem: kind.problem, remedy: kind.remedy)
    }

    /// What the file is, and what to do instead; nil for none of those known.
    static func recognise(_ start: [UInt8]) -> Kind? {
        let text = String(decoding: start, as: UTF8.self)
        if text.first == "<" {
            return ("This is a web page, not weights", "Fetch the file itself, not its page")
        }
        if text.hasPrefix("version https://git-lfs") {
            return (
                "This is a pointer of Git LFS, not the weights that it stands for",
                "Run 'git lfs pull' where it was cloned, or download the file from its page"
            )
        }
        if text.first == "{" {
            return text.contains("\"weight_map\"")
                ? (
                    "This is the list of several files (shards) that hold the weights together",
                    "Join them in one file with safetensors.torch.save_file, and give that"
                )
                : ("This is text (JSON), not weights", numbers)
        }
        for (signature, place, kind) in signatures where start.dropFirst(place).starts(with: signature.utf8) {
            return kind
        }
        if start.starts(with: [0x93]), text.dropFirst().hasPrefix("NUMPY") {
            return ("This is one array of NumPy (.npy)", "Save the tensors by name: safetensors.numpy.save_file")
        }
        if start.starts(with: [0x1F, 0x8B]) {
            return ("This file is compressed with gzip", "Unpack it first: gunzip FILE, or tar xf FILE")
        }
        // Protocol buffers whose field 1 is a version, a small number. ONNX' field 2 is a name, and its version is above 2;
        // TensorFlow's is a whole graph, and its version 1.
        if start.count > 3, start[0] == 0x08, start[1] < 0x20, start[2] == 0x12 {
            return start[1] == 1 && start[3] >= 0x80
                ? tensorFlow
                : (
                    "This is an ONNX model, whose layout is not read here",
                    "Use the publisher's PyTorch or safetensors file; see 'tuningfork weights list'"
                )
        }
        if start.count >= 8, start.prefix(64).allSatisfy({ (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }),
            !TorchPickle.isPickle(start)
        {
            return ("This is text, not weights", numbers)
        }
        return nil
    }

    private static let numbers = "Give the file that holds the numbers (.safetensors, .pth or .h5)"
    private static let tensorFlow: Kind = (
        "This is a SavedModel of TensorFlow, which is not read here",
        "Save the weights as HDF5 from Keras: model.save_weights('NAME.weights.h5')"
    )

    /// What stands at a place from the beginning.
    private static let signatures: [(signature: String, place: Int, kind: Kind)] = [
        (
            "GGUF", 0,
            (
                "This is a GGUF file, of a language model",
                "Use weights of an image network; see 'tuningfork weights list'"
            )
        ),
        ("TFL3", 4, ("This is a model of TensorFlow Lite, whose numbers may be rounded", tensorFlow.remedy)),
        (
            "ustar", 257,
            (
                "This is a tar archive; PyTorch wrote such files before 2017",
                "Unpack it and give the file of weights, or save it again with torch.save"
            )
        ),
    ]

    /// A folder, told by the names of what is in it.
    static func folder(_ names: [String]) -> Kind? { names.contains("saved_model.pb") ? tensorFlow : nil }

    /// A ZIP archive that is neither of PyTorch's nor of Keras' weights, told by the names of its members.
    static func archive(_ names: [String]) -> Kind {
        let last = names.map { $0.split(separator: "/").last.map(String.init) ?? "" }
        if last.contains("serialized_exported_program.json") || last.contains("archive_format") {
            return (
                "This is a program of torch.export (.pt2), whose layout is not read here",
                "Save its weights alone: torch.save(program.state_dict, 'NAME.pth')"
            )
        }
        if last.contains("saved_model.pb") || last.contains("variables.index") { return tensorFlow }
        if names.contains("config.json"), names.contains("metadata.json") {
            return (
                "This archive of Keras 3 (.keras) has no weights as HDF5 in it",
                "Save the model again: model.save('NAME.keras')"
            )
        }
        if names.contains(where: { $0.hasSuffix(".npy") }) {
            return ("This is an archive of NumPy arrays (.npz)", "Save the tensors with safetensors.numpy.save_file")
        }
        return (
            "This is an archive (ZIP) with \(names.count) files, and weights of neither PyTorch nor Keras among them",
            "Unpack it, and give the file of weights"
        )
    }
}
