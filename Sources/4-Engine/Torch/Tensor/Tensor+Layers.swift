extension Operator {
    fileprivate static let linear = Operator("aten::linear")
    fileprivate static let batchNorm = Operator("aten::batch_norm")
    fileprivate static let fusedBatchNorm = Operator("tuningfork::batch_norm")
    fileprivate static let layerNorm = Operator("aten::layer_norm")
    fileprivate static let dropout = Operator("aten::dropout")
    fileprivate static let emptyLike = Operator("aten::empty_like")
    fileprivate static let divide = Operator("aten::div_", "Scalar")
    fileprivate static let bernoulli = Operator("aten::bernoulli_", "float")
    fileprivate static let crossEntropy = Operator("aten::cross_entropy_loss")
}

extension Tensor {
    /// x · weightᵀ + bias, with `weight` (out, in) and `bias` (out).
    public func linear(_ weight: Tensor, bias: Tensor? = nil) throws(TorchError) -> Tensor {
        try Operator.linear(.tensor(self), .tensor(weight), .optional(bias))
    }

    /// Normalises each channel (axis 1): by the batch's own mean and variance in training, which also moves the running
    /// ones by `momentum` (running ← (1 − momentum) · running + momentum · batch); by the running ones otherwise.
    /// Ioffe and Szegedy 2015.
    public func batchNorm(
        weight: Tensor?, bias: Tensor?, runningMean: Tensor?, runningVariance: Tensor?, training: Bool,
        momentum: Double = 0.1, epsilon: Double = 1e-5
    ) throws(TorchError) -> Tensor {
        if training {
            runningMean?.noteSilentChange()
            runningVariance?.noteSilentChange()
        }
        return try Operator.batchNorm(
            .tensor(self), .optional(weight), .optional(bias), .optional(runningMean), .optional(runningVariance),
            .bool(training), .double(momentum), .double(epsilon), .bool(true))
    }

    /// As ``batchNorm(weight:bias:runningMean:runningVariance:training:momentum:epsilon:)`` in training, then
    /// `activation`; on the CPU, of float32 or bfloat16. Goes over the picture half as often as the two after each other.
    ///
    /// The sums do not depend on the number of threads. Numbers differ from the two's in the last digits.
    ///
    /// - Parameter activation: nil, or one of those that ``Activation/isFusedWithNorm`` names.
    package func batchNorm(
        weight: Tensor, bias: Tensor, runningMean: Tensor, runningVariance: Tensor, momentum: Double, epsilon: Double,
        then activation: Activation?
    ) throws(TorchError) -> Tensor {
        precondition(activation?.isFusedWithNorm != false, "\(activation!) does not follow in one pass")
        runningMean.noteSilentChange()
        runningVariance.noteSilentChange()
        return try Operator.fusedBatchNorm(
            .tensor(self), .tensor(weight), .tensor(bias), .tensor(runningMean), .tensor(runningVariance),
            .double(momentum), .double(epsilon), .int(activation == nil ? 0 : activation == .relu ? 1 : 2))
    }

    /// Normalises the last axis by its own mean and variance, then scales and shifts it; Ba, Kiros, Hinton 2016.
    public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
        try Operator.layerNorm(
            .tensor(self), .ints(weight.shape), .tensor(weight), .tensor(bias), .double(epsilon), .bool(true))
    }

    /// In training sets each element to zero with probability `probability` and scales the rest up.
    ///
    /// - Parameter generator: what is drawn from, for a tensor on the CPU; nil is the standard generator. The same
    ///   state gives the same elements either way.
    public func dropout(
        _ probability: Double, training: Bool, generator: Generator? = nil
    ) throws(TorchError) -> Tensor {
        guard training, probability > 0 else { return self }
        guard let generator else { return try Operator.dropout(.tensor(self), .double(probability), .bool(true)) }
        let kept = 1 - probability
        let mask = try withoutGradient { () throws(TorchError) in
            let drawn = try Operator.bernoulli(
                .tensor(try Operator.emptyLike(.tensor(self))), .double(kept), .generator(generator))
            try Operator.divide.perform(.tensor(drawn), .double(kept))
            return drawn
        }
        return try self * mask
    }

    /// The cross-entropy of each row of logits (N, classes) against class numbers (N, int64) or probabilities
    /// (N, classes), without reduction: (N).
    public func crossEntropyByRow(_ target: Tensor) throws(TorchError) -> Tensor {
        let none = 0
        return try Operator.crossEntropy(.tensor(self), .tensor(target), .none, .int(none))
    }
}
