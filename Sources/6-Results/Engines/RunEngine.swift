import Files
public import Torch
public import Training

/// The engine of a finished run, be it of one network or an ensemble.
public enum RunEngine {
    /// Loads the run in `run`.
    ///
    /// - Parameters:
    ///   - device: where to compute.
    ///   - threads: CPU threads; nil takes all cores.
    ///   - layer: a layer of the backbone to take vectors from, instead of the embedding layer; of an ensemble, of its first
    ///     run's.
    /// - Returns: the engine, and the network; of an ensemble the first one, with the ``TrainedNetwork/others``.
    /// - Throws: as ``TrainedNetwork/init(_:device:threads:)``, ``LibtorchEngine/init(_:layer:)``.
    public static func open(
        _ run: RunDirectory, device: Device = .cpu, threads: Int? = nil, layer: String? = nil
    ) throws -> (engine: any Engine, network: TrainedNetwork) {
        let info = try RunInfo.read(run)
        guard info.members != nil else {
            let network = try TrainedNetwork(run, device: device, threads: threads)
            return (try layer.map { try LibtorchEngine(network, layer: $0) } ?? LibtorchEngine(network), network)
        }
        _ = try run.readFinished()
        let networks = try run.members(info).map { try TrainedNetwork($0, device: device, threads: threads) }
        networks[0].others = Array(networks.dropFirst())
        if let layer { return (try LibtorchEngine(networks[0], layer: layer), networks[0]) }
        return (try EnsembleEngine(networks.map { LibtorchEngine($0) }, of: run), networks[0])
    }
}
