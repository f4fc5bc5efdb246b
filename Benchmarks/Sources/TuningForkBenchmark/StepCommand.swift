internal import ArgumentParser
internal import Networks
internal import Torch
internal import Training
internal import TrainingSets

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
    @Option(
        help: """
            Train as the command 'train' does on CPUs: in exact steps, each thread with micro-batches of so many \
            pictures. 0 takes the batch as a whole, all threads in each operator.
            """)
    var microBatch = 0

    mutating func validate() throws {
        guard BackboneName(rawValue: network) != nil else {
            let names = BackboneName.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no backbone '\(network)'; there are: \(names).")
        }
        guard batch > 0, size > 0, threads > 0, microBatch >= 0 else {
            throw ValidationError("Batch, size and threads are at least 1, a micro-batch at least 0.")
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

        let steps = microBatch > 0 ? try exactSteps(of: network) : nil

        func train() throws {
            if let steps {
                let numbers = try steps.maker.makeGradients(steps.input, seed: { UInt64($0) }, isStopped: false)
                try optimizer.step()
                _ = try numbers.doubles()
                return
            }
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
    /// The program's own exact steps, on made-up pictures that lie in memory.
    private func exactSteps(
        of network: GalaxyNetwork
    ) throws -> (maker: ExactSteps, input: StepInput) {
        let type: ScalarType? = precision == .bfloat16 ? .bfloat16 : nil
        let pictures = try Tensor.rand([batch * size * size * 3]).floats()
        let values = size * size * 3
        let cut = EpochCut(count: batch, batch: batch, part: microBatch)
        let parts = (0..<cut.parts(of: 0)).map { number in
            let places = cut.places(of: 0, part: number)
            return StepPart(
                images: .floats(Array(pictures[places.lowerBound * values..<places.upperBound * values])),
                size: size, members: Array(places), number: number)
        }
        let team = try ReplicaTeam(network, threads: threads, isExact: true)
        let maker = ExactSteps(team, crew: SingleProcess(), cut: cut) { replica, part, total in
            let images = try part.tensor(.cpu)
            let logits = try withAutocast(type) { () throws(TorchError) in
                try replica.network.forward(images, training: true, generator: replica.generator).logits
            }.to(.float32)
            let own = try Tensor(part.members.map { Int64($0 % 2) }, shape: [part.members.count])
            let loss = try logits.crossEntropyByRow(own).sum() / Double(total)
            return (loss, try logits.detach().argmax(1).equals(own).sum())
        }
        return (maker, StepInput(parts: parts, count: parts.count, total: batch))
    }
}
