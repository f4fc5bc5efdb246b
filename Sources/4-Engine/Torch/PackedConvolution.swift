extension Operator {
    fileprivate static let toBlocked = Operator("aten::to_mkldnn")
    fileprivate static let reorder = Operator("aten::mkldnn_reorder_conv2d_weight")
    fileprivate static let pointwise = Operator("mkldnn::_convolution_pointwise")
}

/// A convolution for inference on the CPU: the weight is laid out once as oneDNN wants it, and bias and activation run in
/// the same pass. The result equals `conv2d`, then `activated`, up to rounding.
public final class PackedConvolution {
    private let weight: Tensor
    private let bias: Tensor?
    private let stride: (Int, Int)
    private let padding: (Int, Int)
    private let dilation: (Int, Int)
    private let groups: Int
    private let activation: (name: String, scalars: [Double], algorithm: String)

    /// - Parameters:
    ///   - weight: (out, in / groups, kernel height, kernel width), float32 or bfloat16, on the CPU; the images that
    ///     come must have the same type.
    ///   - inputShape: (N, C, H, W) of the images to come. Others work too, but may be slower.
    public init(
        weight: Tensor, bias: Tensor?, stride: (Int, Int) = (1, 1), padding: (Int, Int) = (0, 0),
        dilation: (Int, Int) = (1, 1), groups: Int = 1, activation: Activation? = nil, inputShape: [Int]
    ) throws(TorchError) {
        self.weight = try withoutGradient { () throws(TorchError) in
            try Operator.reorder(
                .tensor(try Operator.toBlocked(.tensor(try weight.detach()))), .pair(padding), .pair(stride),
                .pair(dilation), .int(groups), .ints(inputShape))
        }
        self.bias = try bias?.detach()
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.activation = activation?.fused ?? ("none", [], "")
    }

    /// Convolves (N, C, H, W). Records no gradient.
    public func callAsFunction(_ images: Tensor) throws(TorchError) -> Tensor {
        try withoutGradient { () throws(TorchError) in
            try Operator.pointwise(
                .tensor(images), .tensor(weight), .optional(bias), .pair(padding), .pair(stride), .pair(dilation),
                .int(groups), .string(activation.name), .scalars(activation.scalars), .string(activation.algorithm))
        }
    }
}
