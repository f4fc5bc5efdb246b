extension Operator {
    fileprivate static let conv2d = Operator("aten::conv2d")
    fileprivate static let depthwise = Operator("tuningfork::depthwise")
    fileprivate static let maxPool2d = Operator("aten::max_pool2d")
    fileprivate static let avgPool2d = Operator("aten::avg_pool2d")
    fileprivate static let adaptiveAvgPool2d = Operator("aten::adaptive_avg_pool2d")
}

// Pairs are (height, width); images are (N, C, H, W).
extension Tensor {
    /// Cross-correlates with `weight` (out, in / groups, kernel height, kernel width) and adds `bias` (out).
    public func conv2d(
        _ weight: Tensor, bias: Tensor? = nil, stride: (Int, Int) = (1, 1), padding: (Int, Int) = (0, 0),
        dilation: (Int, Int) = (1, 1), groups: Int = 1
    ) throws(TorchError) -> Tensor {
        try Operator.conv2d(
            .tensor(self), .tensor(weight), .optional(bias), .pair(stride), .pair(padding), .pair(dilation),
            .int(groups))
    }

    /// Each channel with its own kernel of `weight` (C, 1, K, K), K 3, 5 or 7, in bfloat16 on the CPU with sums in float32;
    /// the gradient of the weights is float32. libtorch's own backward pass in bfloat16 takes several times as long.
    ///
    /// - Parameter stride: 1 or 2.
    package func depthwise(
        _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: (Int, Int)
    ) throws(TorchError) -> Tensor {
        try Operator.depthwise(.tensor(self), .tensor(weight), .optional(bias), .int(stride), .pair(padding))
    }

    /// The greatest value of each window; padding counts as minus infinity.
    ///
    /// - Parameter stride: the kernel's size when nil.
    public func maxPool2d(
        kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0), ceilMode: Bool = false
    ) throws(TorchError) -> Tensor {
        try Operator.maxPool2d(
            .tensor(self), .pair(kernel), .pair(stride ?? kernel), .pair(padding), .pair((1, 1)), .bool(ceilMode))
    }

    /// The mean of each window; `countIncludesPadding` counts padding as zeros.
    ///
    /// - Parameter stride: the kernel's size when nil.
    public func avgPool2d(
        kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0), ceilMode: Bool = false,
        countIncludesPadding: Bool = true
    ) throws(TorchError) -> Tensor {
        try Operator.avgPool2d(
            .tensor(self), .pair(kernel), .pair(stride ?? kernel), .pair(padding), .bool(ceilMode),
            .bool(countIncludesPadding))
    }

    /// The mean of the windows that divide the image into `size` parts.
    public func adaptiveAvgPool2d(_ size: (Int, Int)) throws(TorchError) -> Tensor {
        try Operator.adaptiveAvgPool2d(.tensor(self), .pair(size))
    }

    /// The mean over height and width: (N, C, H, W) → (N, C).
    public func globalAveragePool() throws(TorchError) -> Tensor { try mean([2, 3]) }

    /// Mean and standard deviation over height and width: (N, C, H, W) → (N, 2 C), all means first.
    public func globalMoments() throws(TorchError) -> Tensor {
        try Tensor.cat([globalAveragePool(), variance([2, 3]).sqrt()], axis: 1)
    }

    /// The greatest value over height and width: (N, C, H, W) → (N, C).
    public func globalMaxPool() throws(TorchError) -> Tensor { try max([2, 3]) }
}
