// ConvNeXt pico, nano, tiny, small and base.
//
// Paper: Liu et al., "A ConvNet for the 2020s", arXiv:2201.03545; pico and nano are timm's. Layer names and keys are timm's;
// the last layer is the normalised mean over the picture, which is what timm's network without classifier gives.
//
// Weights: timm convnext_pico.d1_in1k, convnext_nano.d1h_in1k, convnext_tiny.fb_in1k, convnext_small.fb_in1k,
// convnext_base.fb_in1k and others (Apache-2.0, MIT); torchvision convnext_tiny, convnext_small, convnext_base
// (BSD-3-Clause); zoobot's encoders (Walmsley et al. 2023, doi:10.21105/joss.05312), the same networks taught by Galaxy
// Zoo, which take RGB in 0…1.
internal import Torch

/// Blocks of a wide depthwise convolution, layer normalisation and two 1 x 1 convolutions.
enum ConvNeXt {
    static let records = [
        record(
            .convnextPico, blocks: [2, 2, 6, 2], width: 64,
            sources: [.timm("convnext_pico", release: "v0.1-rsb-weights", "convnext_pico_d1-10ad7f0d")]),
        record(
            .convnextNano, blocks: [2, 2, 8, 2], width: 80,
            sources: [.timm("convnext_nano", release: "v0.1-rsb-weights", "convnext_nano_d1h-7eb4bdea")]),
        record(
            .convnextTiny, blocks: [3, 3, 9, 3], width: 96,
            sources: [
                .timm("convnext_tiny", repository: "convnext_tiny.fb_in1k"),
                .torchvision("convnext_tiny", "convnext_tiny-983f1562"),
            ]),
        record(
            .convnextSmall, blocks: [3, 3, 27, 3], width: 96,
            sources: [
                .timm("convnext_small", repository: "convnext_small.fb_in1k"),
                .torchvision("convnext_small", "convnext_small-0c510722"),
            ]),
        record(
            .convnextBase, blocks: [3, 3, 27, 3], width: 128,
            sources: [
                .timm("convnext_base", repository: "convnext_base.fb_in1k"),
                .torchvision("convnext_base", "convnext_base-6075fbad"),
            ]),
    ]

    private static func record(
        _ name: BackboneName, blocks: [Int], width: Int, sources: [WeightSource]
    ) -> BackboneRecord {
        BackboneRecord(
            name: name, paper: "Liu et al. 2022, arXiv:2201.03545", inputSize: 224, smallestInputSize: 32,
            publishers: [
                .init(
                    origin: .torch, convention: Convention(normalization: .folded, input: .imageNet),
                    namings: [
                        WeightNaming("timm \(name.rawValue)"),
                        WeightNaming("torchvision \(name.rawValue)", .tensors(ownKey)),
                    ], sources: sources),
                .init(
                    origin: .zoobot, convention: Convention(normalization: .folded, input: .unit),
                    namings: [WeightNaming("zoobot \(name.rawValue)")], sources: [.zoobot(name.rawValue)]),
            ]
        ) { _ in graph(blocks, width) }
    }

    private static let epsilon = 1e-6

    private static func graph(_ blocks: [Int], _ width: Int) -> Graph {
        var graph = Graph()
        var x = graph.convolution(
            Convolution("stem.0", 3, width, kernel: (4, 4), stride: 4, ending: .bias, activation: nil), graph.picture)
        x = graph.layerNorm("stem.1", epsilon: epsilon, x)
        graph.endLayer("stem", x)
        for (stage, count) in blocks.enumerated() {
            if stage > 0 {
                let name = "stages.\(stage).downsample"
                x = graph.layerNorm("\(name).0", epsilon: epsilon, x)
                x = graph.convolution(
                    Convolution(
                        "\(name).1", x.channels, width << stage, kernel: (2, 2), stride: 2, ending: .bias,
                        activation: nil), x)
                graph.endLayer(name, x)
            }
            for number in 0..<count {
                let name = "stages.\(stage).blocks.\(number)"
                let channels = x.channels
                var y = graph.convolution(
                    Convolution(
                        "\(name).conv_dw", channels, channels, kernel: (7, 7), padding: .pixels(3, 3), groups: channels,
                        ending: .bias, activation: nil), x)
                y = graph.layerNorm("\(name).norm", epsilon: epsilon, y)
                y = graph.convolution(
                    Convolution("\(name).mlp.fc1", channels, 4 * channels, ending: .bias, activation: .gelu), y)
                y = graph.convolution(
                    Convolution(
                        "\(name).mlp.fc2", 4 * channels, channels, ending: .scale("\(name).gamma"), activation: nil), y)
                x = graph.sum(y, x)
                graph.endLayer(name, x)
            }
        }
        x = graph.globalAverage(x)
        x = graph.layerNorm("head.norm", epsilon: epsilon, x)
        graph.endLayer("head.norm", x)
        return graph
    }

    /// torchvision's `features`: 0 is the stem, odd ones are stages, even ones lead from one to the next; inside a block,
    /// 0 is the depthwise convolution, 2 the normalisation, 3 and 5 the 1 x 1 convolutions.
    private static func ownKey(_ key: String) -> String {
        let parts = key.split(separator: ".").map(String.init)
        let last = parts[parts.count - 1]
        if parts.count == 3, parts[0] == "classifier", parts[1] == "0" { return "head.norm.\(last)" }
        guard parts.count >= 4, parts[0] == "features", let place = Int(parts[1]) else { return key }
        if place == 0 { return "stem.\(parts[2]).\(last)" }
        if place % 2 == 0 { return "stages.\(place / 2).downsample.\(parts[2]).\(last)" }
        let name = "stages.\(place / 2).blocks.\(parts[2])"
        if last == "layer_scale" { return "\(name).gamma" }
        guard parts.count == 6, let part = ["0": "conv_dw", "2": "norm", "3": "mlp.fc1", "5": "mlp.fc2"][parts[4]]
        else {
            return key
        }
        return "\(name).\(part).\(last)"
    }
}

extension BackboneName {
    /// Liu et al. 2022, timm's smallest but three: 8.5 million parameters.
    public static let convnextPico = BackboneName("convnext_pico")
    /// 15 million parameters; zoobot's recommended start.
    public static let convnextNano = BackboneName("convnext_nano")
    /// 28 million parameters.
    public static let convnextTiny = BackboneName("convnext_tiny")
    /// 50 million parameters.
    public static let convnextSmall = BackboneName("convnext_small")
    /// 88 million parameters.
    public static let convnextBase = BackboneName("convnext_base")
}
