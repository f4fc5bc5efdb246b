internal import ArgumentParser
internal import Networks
internal import Torch

/// One training step or inference pass at a time, whenever a line arrives: so that a script can take turns between this
/// process and another one on the same machine.
///
/// Prints `ready PARAMETERS THREADS`, then, for each line of input, the seconds that one step took and the seconds of
/// processor time that it used.
struct StepCommand: ParsableCommand {
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        /// Forward, cross-entropy, backward, Adam.
        case train
        /// Forward without gradients.
        case infer
    }

    enum Precision: String, ExpressibleByArgument, CaseIterable {
        case float32
        /// Under autocast.
        case bfloat16
    }

    static let configuration = CommandConfiguration(
        commandName: "step", abstract: "Run one step for each line of input and print its seconds.")

    @Option(help: "Name of the backbone.") var network = "xception"
    @Option(help: "What a step is.") var mode = Mode.train
    @Option(help: "Type of the convolutions.") var precision = Precision.float32
    @Option(help: "Pictures a step.") var batch = 16
    @Option(help: "Side of a picture, pixels.") var size = 299
    @Option(help: "Threads of the tensor engine.") var threads: Int

    mutating func validate() throws {
        guard BackboneName(rawValue: network) != nil else {
            let names = BackboneName.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no backbone '\(network)'; there are: \(names).")
        }
        guard batch > 0, size > 0, threads > 0 else {
            throw ValidationError("Batch, size and threads are at least 1.")
        }
    }

    func run() throws {
        guard let backbone = BackboneName(rawValue: network) else { return }
        try Torch.start(threads: threads)
        try Torch.setSeed(1)
        let network = try GalaxyNetwork(backbone: backbone, seed: 1)
        let pictures = try Tensor.rand([batch, 3, size, size]).contiguous(.channelsLast)
        let labels = try Tensor((0..<batch).map { Int64($0 % 2) }, shape: [batch])
        let type: ScalarType? = precision == .bfloat16 ? .bfloat16 : nil
        let optimizer = Adam(network.store, learningRate: 1e-4)

        func train() throws {
            try optimizer.zeroGradients()
            let loss = try withAutocast(type) { () throws(TorchError) in
                let logits = try network.forward(pictures, training: true).logits
                return try logits.to(.float32).crossEntropyByRow(labels).sum() / Double(batch)
            }
            try loss.backward()
            try optimizer.step()
            _ = try loss.item()
        }
        func infer() throws {
            let logits = try withAutocast(type) { () throws(TorchError) in
                try network.forward(pictures, training: false).logits
            }
            _ = try logits.to(.float32).floats()
        }

        print("ready \(network.store.parameterCount) \(Torch.threads)")
        Output.flush()
        let clock = ContinuousClock()
        while readLine() != nil {
            let processor = ProcessorTime.seconds
            let elapsed = try clock.measure { try mode == .train ? train() : infer() }
            print(elapsed / .seconds(1), ProcessorTime.seconds - processor)
            Output.flush()
        }
    }
}
