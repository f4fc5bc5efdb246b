/// Files that people take for weights this program reads, told by their first bytes.
enum ForeignWeights {
    /// What the file is, and what to do instead; nil for none of those known.
    static func recognise(_ start: [UInt8]) -> (problem: String, remedy: String)? {
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
                : ("This is text (JSON), not weights", "Give the file that holds the numbers (.safetensors or .h5)")
        }
        if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return archive(start) }
        if start.first == 0x80 { return pickle }
        // ModelProto: field 1 is the version, a small number; field 2 the producer's name.
        if start.count > 2, start[0] == 0x08, start[1] < 0x20, start[2] == 0x12 {
            return (
                "This is an ONNX model, whose layout is not read here",
                "Use the publisher's safetensors file; see 'tuningfork weights list'"
            )
        }
        if start.count >= 8, start.prefix(64).allSatisfy({ (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }) {
            return ("This is text, not weights", "Give the file that holds the numbers (.safetensors or .h5)")
        }
        return nil
    }

    private static let pickle = (
        problem: "This is a pickle of PyTorch (.pth), which can run any program when it is read",
        remedy: "Use the publisher's safetensors file, or convert it with safetensors.torch.save_file"
    )

    /// A ZIP archive, told by the name of its first member.
    private static func archive(_ start: [UInt8]) -> (problem: String, remedy: String) {
        let length = start.count > 30 ? Int(start[26]) | Int(start[27]) << 8 : 0
        let name = String(decoding: start.dropFirst(30).prefix(length), as: UTF8.self)
        if ["metadata.json", "config.json", "model.weights.h5"].contains(name) {
            return (
                "This is an archive of Keras 3 (.keras), which is not read here",
                "Save the model as HDF5 from Keras: model.save('NAME.h5')"
            )
        }
        if name.hasSuffix(".npy") {
            return ("This is an archive of NumPy arrays (.npz)", "Save the tensors with safetensors.numpy.save_file")
        }
        return pickle
    }
}
