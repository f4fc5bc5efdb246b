internal import Torch

/// One named layer of a backbone: the smallest part that can be frozen and whose output can be taken as features.
struct Layer {
    typealias Body = (_ units: Units, _ flow: inout Flow, _ training: Bool) throws(TorchError) -> Void

    let name: String
    /// Channels of the output.
    let channels: Int
    /// The convolutions, in the order in which the data pass through them.
    let convolutions: [Convolution]
    /// Runs the layer on the main stream. In training batch normalisation uses and moves the batch's statistics.
    let body: Body

    init(_ name: String, channels: Int, _ convolutions: [Convolution] = [], body: @escaping Body) {
        self.name = name
        self.channels = channels
        self.convolutions = convolutions
        self.body = body
    }

    /// A layer that is its convolutions, one after the other.
    static func chain(_ name: String, _ convolutions: [Convolution]) -> Layer {
        let keys = convolutions.map(\.key)
        return Layer(name, channels: convolutions[convolutions.count - 1].outputs, convolutions) {
            (units, flow, training) throws(TorchError) in
            for key in keys { flow.main = try units[key](flow.main, training: training) }
        }
    }
}
