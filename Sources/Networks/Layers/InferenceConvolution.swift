internal import Torch

extension Operator {
    fileprivate static let toOneDNN = Operator("aten::to_mkldnn")
    fileprivate static let reorderWeight = Operator("aten::mkldnn_reorder_conv2d_weight")
    fileprivate static let fusedConvolution = Operator("mkldnn::_convolution_pointwise")
}

/// A convolution with bias and ReLU for inference: its normalisation is folded, and on the CPU its weights lie in the
/// order that oneDNN wants for the size of picture at hand.
final class InferenceConvolution {
    /// The versions of the tensors that this was made from.
    let versions: [Int]
    var device: Device { weight.device }

    private let convolution: Convolution
    private let weight: Tensor
    private let bias: Tensor?
    private var packed: Packed?

    /// Weights in oneDNN's order for one type and size of input.
    private struct Packed {
        let type: ScalarType
        /// Channels, height, width.
        let size: [Int]
        let weight: Tensor
        let bias: Tensor?
    }

    init(_ convolution: Convolution, weight: Tensor, bias: Tensor?, versions: [Int]) {
        self.convolution = convolution
        self.weight = weight
        self.bias = bias
        self.versions = versions
    }

    /// In autocast, or when the input is of a narrower type already, everything is computed in that type.
    func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
        let x = try autocastType(device).map { (type) throws(TorchError) in try input.to(type) } ?? input
        let stride = (convolution.stride, convolution.stride)
        guard device == .cpu, Self.canFuse(x.dtype) else {
            let weight = try self.weight.to(x.dtype)
            let y = try x.conv2d(
                weight, bias: bias?.to(x.dtype), stride: stride, padding: convolution.padding,
                groups: convolution.groups)
            return convolution.relu ? try y.reluInPlace() : y
        }
        let packed = try packedWeights(for: x)
        return try Operator.fusedConvolution(
            .tensor(x), .tensor(packed.weight), .optional(packed.bias), .pair(convolution.padding), .pair(stride),
            .pair((1, 1)), .int(convolution.groups), .string(convolution.relu ? "relu" : "none"), .noScalars, .none)
    }

    private func packedWeights(for x: Tensor) throws(TorchError) -> Packed {
        let shape = x.shape
        let size = Array(shape.dropFirst())
        if let packed, packed.type == x.dtype, packed.size == size { return packed }
        let ordered = try Operator.reorderWeight(
            .tensor(Operator.toOneDNN(.tensor(weight.to(x.dtype).contiguous()))), .pair(convolution.padding),
            .pair((convolution.stride, convolution.stride)), .pair((1, 1)), .int(convolution.groups), .ints(shape))
        let made = Packed(type: x.dtype, size: size, weight: ordered, bias: try bias?.to(x.dtype))
        packed = made
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
            let weight = try Operator.toOneDNN(.tensor(.ones([1, 1, 1, 1], dtype: type)))
            let ordered = try Operator.reorderWeight(
                .tensor(weight), .pair((0, 0)), .pair((1, 1)), .pair((1, 1)), .int(1), .ints([1, 1, 2, 2]))
            let y = try Operator.fusedConvolution(
                .tensor(.ones([1, 1, 2, 2], dtype: type)), .tensor(ordered), .tensor(.ones([1], dtype: type)),
                .pair((0, 0)), .pair((1, 1)), .pair((1, 1)), .int(1), .string("relu"), .noScalars, .none)
            return try y.floats() == [2, 2, 2, 2]
        } catch {
            return false
        }
    }
}
