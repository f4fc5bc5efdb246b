internal import Torch

/// A graph with its weights: runs the nodes one after the other.
struct GraphRunner {
    private let graph: Graph
    /// By node.
    private var units: [(any GraphUnit)?] = []
    /// By value: the node that takes it last.
    private let lastUse: [Int]

    /// Makes the tensors of the first `layers` layers in `scope`, in the order of the nodes.
    init(_ graph: Graph, layers: Int, _ convention: Convention, in scope: Scope) throws(TorchError) {
        self.graph = graph
        var lastUse = [Int](repeating: -1, count: graph.nodes.count + 1)
        for (index, node) in graph.nodes.enumerated() {
            for input in node.inputs { lastUse[input] = index }
        }
        self.lastUse = lastUse
        for node in graph.nodes[..<graph.layers[layers - 1].nodes.upperBound] {
            units.append(try node.operation.unit(channels: node.channels, convention, in: scope))
        }
    }

    /// The output of layer `last` for the picture `x`.
    ///
    /// - Parameter summed: a layer up to `last`; `features` gets mean and deviation of its output over the picture.
    /// - Parameter trained: the first layer that records gradients and uses each batch's own statistics; those before it
    ///   run as in inference.
    func callAsFunction(
        _ x: Tensor, through last: Int, trained: Int, summed: Int? = nil, to features: inout Tensor?
    ) throws(TorchError) -> Tensor {
        let looked = summed.map { graph.layers[$0].nodes.upperBound - 1 }
        let end = graph.layers[last].nodes.upperBound
        let middle = trained > last ? end : graph.layers[trained].nodes.lowerBound
        var values = [Tensor?](repeating: nil, count: end + 1)
        values[0] = x
        try withoutGradient { () throws(TorchError) in
            for index in 0..<middle {
                try run(index, &values, training: false)
                // Later nodes may write over it.
                if index == looked { features = try values[index + 1]?.to(.float32).globalMoments() }
            }
        }
        for index in middle..<end { try run(index, &values, training: true) }
        return values[end]!
    }

    private func run(_ index: Int, _ values: inout [Tensor?], training: Bool) throws(TorchError) {
        let node = graph.nodes[index]
        let inputs = node.inputs.map { values[$0]! }
        // What nobody needs any more need not be kept until the end.
        for input in node.inputs where lastUse[input] == index { values[input] = nil }
        let x = inputs[0]
        let result: Tensor
        switch node.operation {
        case .convolution, .layerNorm: result = try units[index]!(x, training: training)
        case .activation(let activation):
            let overwrites = mayOverwrite(node.inputs[0], in: index, training) && (!training || activation.isReversible)
            result = overwrites ? try x.activateInPlace(activation) : try x.activated(activation)
        case .maxPool(let window): result = try x.maxPool(window)
        case .averagePool(let window, let countsPadding):
            result = try x.avgPool2d(
                kernel: (window.kernel, window.kernel), stride: (window.stride, window.stride),
                padding: (window.padding, window.padding), countIncludesPadding: countsPadding)
        case .globalAverage: result = try x.globalAveragePool().reshape([-1, node.channels, 1, 1])
        case .add:
            result = mayOverwrite(node.inputs[0], in: index, training) ? try x.addInPlace(inputs[1]) : try x + inputs[1]
        case .multiply: result = try x * inputs[1]
        case .concatenate: result = try Tensor.cat(inputs, axis: 1)
        }
        values[index + 1] = result
    }

    /// Whether the value `input` of node `index` is needed neither by a later node nor, in training, for the gradient of
    /// the node that gave it.
    private func mayOverwrite(_ input: Int, in index: Int, _ training: Bool) -> Bool {
        guard lastUse[input] == index, input > 0 else { return false }
        switch graph.nodes[input - 1].operation {
        case .convolution(let convolution): return !training || convolution.activation == nil
        case .add: return true
        default: return false
        }
    }
}

extension Tensor {
    fileprivate func maxPool(_ window: Operation.Window) throws(TorchError) -> Tensor {
        let (kernel, stride) = ((window.kernel, window.kernel), (window.stride, window.stride))
        guard window.isSame else {
            return try maxPool2d(kernel: kernel, stride: stride, padding: (window.padding, window.padding))
        }
        precondition(window.kernel == 3 && window.stride == 2, "'same' of \(window) is not known")
        // TensorFlow adds one pixel on both sides of an odd axis and one at the end of an even one; the latter is what
        // rounding up without padding does.
        let size = shape
        return try maxPool2d(kernel: kernel, stride: stride, padding: (size[2] % 2, size[3] % 2), ceilMode: true)
    }
}
