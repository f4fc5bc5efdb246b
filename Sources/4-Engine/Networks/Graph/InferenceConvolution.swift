internal import Torch

/// A convolution with bias and activation for inference: its normalisation is folded, and on the CPU its weights lie in the
/// order that oneDNN wants for the size of picture at hand.
final class InferenceConvolution {
    /// The versions of the tensors that this was made from.
    let versions: [Int]
    var device: Device { weight.device }

    private let convolution: Convolution
    private let weight: Tensor
    private let bias: Tensor?
    private var packed: Packed?

    /// The convolution in oneDNN's order for one type and size of input.
    private struct Packed {
        let type: ScalarType
        /// Channels, height, width.
        let size: [Int]
        let convolution: PackedConvolution
    }

    init(_ convolution: Convolution, weight: Tensor, bias: Tensor?, versions: [Int]) {
        self.convolution = convolution
        self.weight = weight
        self.bias = bias
        self.versions = versions
    }

    /// In autocast, or when the input is of a narrower type already, everything is computed in that type.
    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let narrow = try autocastType(device).map { (type) throws(TorchError) in try input.to(type) } ?? input
        let (x, padding) = try convolution.padded(narrow)
        if device == .cpu, Self.canFuse(x.dtype) { return try packed(for: x, padding)(x) }
        let y = try x.conv2d(
            weight.to(x.dtype), bias: bias?.to(x.dtype), stride: (convolution.stride, convolution.stride),
            padding: padding, groups: convolution.groups)
        return try convolution.activation.map { (a) throws(TorchError) in try y.activateInPlace(a) } ?? y
    }

    private func packed(for x: Tensor, _ padding: (Int, Int)) throws(TorchError) -> PackedConvolution {
        let shape = x.shape
        let size = Array(shape.dropFirst())
        if let packed, packed.type == x.dtype, packed.size == size { return packed.convolution }
        let made = try PackedConvolution(
            weight: weight.to(x.dtype).contiguous(), bias: bias?.to(x.dtype),
            stride: (convolution.stride, convolution.stride), padding: padding, groups: convolution.groups,
            activation: convolution.activation, inputShape: shape)
        packed = Packed(type: x.dtype, size: size, convolution: made)
        return made
    }

    private static let fusesFloat32 = runsFused(.float32)
    private static let fusesBFloat16 = runsFused(.bfloat16)

    private static func canFuse(_ type: ScalarType) -> Bool {
        switch type {
        case .float32: fusesFloat32
        case .bfloat16: fusesBFloat16
        default: false
        }
    }

    /// Whether libtorch and the processor have oneDNN's fused convolution for a type, found out by running one.
    private static func runsFused(_ type: ScalarType) -> Bool {
        do {
            let one = try PackedConvolution(
                weight: .ones([1, 1, 1, 1], dtype: type), bias: .ones([1], dtype: type), activation: .relu,
                inputShape: [1, 1, 2, 2])
            return try one(.ones([1, 1, 2, 2], dtype: type)).floats() == [2, 2, 2, 2]
        } catch {
            return false
        }
    }
}
