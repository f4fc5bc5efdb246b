public import Engines
public import Evaluation
import Process
import Torch
import Training

extension TrainedNetwork {
    /// Where figures made with this network come from.
    public var provenance: [Report.Provenance] {
        [
            .init("Program", "tuningfork \(ProgramVersion.current), libtorch \(Torch.version)"),
            .init(
                "Model",
                ([self] + others).map { "\($0.info.backbone) through \($0.info.endpoint), weights \($0.model)…" }
                    .joined(separator: "; ")),
            .init("Recipe", "\(recipe.name), seed \(recipe.seed), trained \(info.finished ?? info.started)"),
            .init("Trained on", info.manifests.map(\.path).joined(separator: ", ")),
            .init("First weights", info.firstWeights.isEmpty ? "random" : info.firstWeights),
        ]
    }
}
