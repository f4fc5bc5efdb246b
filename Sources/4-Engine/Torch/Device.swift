internal import CTorch

/// Where a tensor lies and where its operators run.
public enum Device: Hashable, Sendable, CustomStringConvertible {
    case cpu
    /// The CUDA device of this index.
    case cuda(Int)

    /// Reads `cpu`, `cuda` or `cuda:1`. For CUDA, loads `libtorch_cuda.so` and makes sure that the device is there; do
    /// so before the first tensor is made.
    ///
    /// - Throws: `TorchError` that says in one sentence why the device cannot be used.
    public init(name: String) throws(TorchError) {
        if name == "cpu" {
            self = .cpu
            return
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.first == "cuda", parts.count <= 2, let index = parts.count == 1 ? 0 : Int(parts[1]), index >= 0
        else {
            throw TorchError(operation: "device", message: "'\(name)' is no device; use cpu, cuda or cuda:N")
        }
        try CUDA.require(index: index)
        self = .cuda(index)
    }

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let index): "cuda:\(index)"
        }
    }

    init(kind: Int32, index: Int32) {
        switch kind {
        case 0: self = .cpu
        case 1: self = .cuda(Int(index))
        default: preconditionFailure("a tensor on device type \(kind), which has no Swift name")
        }
    }

    /// As `c10::DeviceType`.
    var kind: Int32 {
        switch self {
        case .cpu: 0
        case .cuda: 1
        }
    }

    /// The CPU has no index.
    var index: Int {
        switch self {
        case .cpu: -1
        case .cuda(let index): index
        }
    }
}
