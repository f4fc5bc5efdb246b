public import Torch
public import TrainingSets

/// Galaxies that go through the network at once.
public struct StepPart: Sendable {
    /// Number of the part in its step, in all processes; 0 is the first.
    public let number: Int
    /// Indices of the galaxies, in the order of the input.
    public let members: [Int]
    private let values: Batch.Pixels
    private let shape: [Int]
    private let areImages: Bool

    /// Images.
    package init(_ batch: Batch, number: Int) {
        self.init(
            images: batch.pixels, size: batch.size, members: batch.rows, number: number)
    }

    /// - Parameter images: axes (N, size, size, 3).
    public init(images: Batch.Pixels, size: Int, members: [Int], number: Int = 0) {
        self.number = number
        self.members = members
        values = images
        shape = [members.count, size, size, 3]
        areImages = true
    }

    /// - Parameter features: axes (N, channels): what the frozen backbone gave.
    init(features: [Float], channels: Int, members: [Int], number: Int) {
        self.number = number
        self.members = members
        values = .floats(features)
        shape = [members.count, channels]
        areImages = false
    }

    /// Images (N, 3, H, W), channels last in memory, or pooled features (N, C).
    public func tensor(_ device: Device) throws(TorchError) -> Tensor {
        let tensor = try values.tensor(shape, device: device)
        return areImages ? try tensor.permute([0, 3, 1, 2]) : tensor
    }

    /// ``members`` on `device` (int64).
    func places(_ device: Device) throws(TorchError) -> Tensor {
        try Tensor(members.map(Int64.init), shape: [members.count], device: device)
    }
}

extension Batch.Pixels {
    /// The values as a tensor of float32, 0…1: bytes are widened on the device.
    func tensor(_ shape: [Int], device: Device) throws(TorchError) -> Tensor {
        switch self {
        case .floats(let values): try Tensor(values, shape: shape, device: device)
        case .bytes(let values):
            try Tensor(uint8s: values, shape: shape, device: device).to(.float32) * (1 / 255)
        }
    }
}

/// What one step works on in this process.
public struct StepInput {
    /// This process' parts.
    let parts: [StepPart]
    /// Parts of the step in all processes.
    let count: Int
    /// Galaxies of the step in all processes.
    let total: Int

    public init(parts: [StepPart], count: Int, total: Int) {
        self.parts = parts
        self.count = count
        self.total = total
    }
}
