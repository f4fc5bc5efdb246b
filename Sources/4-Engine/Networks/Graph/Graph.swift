internal import Torch

/// A network without its weights: operations in the order in which data flow, grouped into named layers.
///
/// Value 0 is the picture; value `i` + 1 is the output of node `i`. Nothing here computes: ``Backbone`` runs it.
///
/// ```swift
/// var graph = Graph()
/// let x = graph.convolution(
///     Convolution("conv1", 3, 64, kernel: (7, 7), stride: 2, padding: .pixels(3, 3), ending: .norm("bn1")), graph.picture)
/// graph.endLayer("conv1", x)
/// ```
package struct Graph: Sendable {
    /// One of the numbers that flow: a value and its channels.
    package struct Value: Sendable, Equatable {
        package let number: Int
        package let channels: Int
    }

    /// One operation.
    package struct Node: Sendable {
        package let operation: Operation
        /// Numbers of the values that it takes.
        package let inputs: [Int]
        /// Channels of its output.
        package let channels: Int
    }

    /// A named part: the smallest that can be frozen and whose output can be taken as features.
    package struct Layer: Sendable {
        package let name: String
        /// Its nodes; its output is that of the last.
        package let nodes: Range<Int>
        /// Channels of its output.
        package let channels: Int
    }

    package private(set) var nodes: [Node] = []
    package private(set) var layers: [Layer] = []

    package init() {}

    /// The picture: three colours.
    package var picture: Value { Value(number: 0, channels: 3) }

    /// Tensors of a layer in the order of their creation.
    func tensors(_ layer: Layer, _ convention: Convention) -> [TensorDescription] {
        nodes[layer.nodes].flatMap { $0.operation.tensors(channels: $0.channels, convention) }
    }
}

extension Graph {
    mutating func convolution(_ convolution: Convolution, _ x: Value) -> Value {
        precondition(convolution.inputs == x.channels, "\(convolution.key) takes other channels than \(x)")
        return add(.convolution(convolution), [x], channels: convolution.outputs)
    }

    /// Convolutions one after the other.
    mutating func chain(_ convolutions: [Convolution], _ x: Value) -> Value {
        convolutions.reduce(x) { convolution($1, $0) }
    }

    mutating func layerNorm(_ key: String, epsilon: Double, _ x: Value) -> Value {
        add(.layerNorm(key: key, epsilon: epsilon), [x], channels: x.channels)
    }

    mutating func activation(_ activation: Activation, _ x: Value) -> Value {
        add(.activation(activation), [x], channels: x.channels)
    }

    mutating func maxPool(_ window: Operation.Window, _ x: Value) -> Value {
        add(.maxPool(window), [x], channels: x.channels)
    }

    mutating func averagePool(_ window: Operation.Window, countsPadding: Bool, _ x: Value) -> Value {
        add(.averagePool(window, countsPadding: countsPadding), [x], channels: x.channels)
    }

    mutating func globalAverage(_ x: Value) -> Value { add(.globalAverage, [x], channels: x.channels) }

    mutating func sum(_ x: Value, _ y: Value) -> Value {
        precondition(x.channels == y.channels, "\(x) and \(y) cannot be added")
        return add(.add, [x, y], channels: x.channels)
    }

    mutating func product(_ x: Value, _ gate: Value) -> Value {
        precondition(x.channels == gate.channels, "\(x) and \(gate) cannot be multiplied")
        return add(.multiply, [x, gate], channels: x.channels)
    }

    mutating func concatenate(_ values: [Value]) -> Value {
        add(.concatenate, values, channels: values.reduce(0) { $0 + $1.channels })
    }

    /// Makes the nodes since the last layer a layer, whose output is `x`.
    mutating func endLayer(_ name: String, _ x: Value) {
        let start = layers.last?.nodes.upperBound ?? 0
        precondition(x.number == nodes.count && nodes.count > start, "layer \(name) does not end with its last node")
        layers.append(Layer(name: name, nodes: start..<nodes.count, channels: x.channels))
    }

    private mutating func add(_ operation: Operation, _ inputs: [Value], channels: Int) -> Value {
        nodes.append(Node(operation: operation, inputs: inputs.map(\.number), channels: channels))
        return Value(number: nodes.count, channels: channels)
    }
}
