// VGG16 and VGG19.
//
// Paper: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
// arXiv:1409.1556, configurations D and E. Layer names are Keras' (`block3_conv2`); keys are torchvision's.
//
// Weights: torchvision vgg16 and vgg19, timm vgg16.tv_in1k and vgg19.tv_in1k (BSD-3-Clause), which take RGB normalised
// by ImageNet's mean and deviation; keras.applications (from the release of the paper's authors, CC BY 4.0), which take
// BGR in 0…255 less the mean. The layers are the same.

/// The convolutional part of VGG: blocks of 3 x 3 convolutions with bias and ReLU, a max pool after each.
enum VGG {
    static let records = [
        record(
            .vgg16, "VGG16", [2, 2, 3, 3, 3], torchvision: "vgg16-397923af", md5: "6d6bbae143d832006294945121d1f1fc"),
        record(
            .vgg19, "VGG19", [2, 2, 4, 4, 4], torchvision: "vgg19-dcbb9e9d", md5: "253f8cb515780f3b799900260a226db6"),
    ]

    /// - Parameter convolutions: how many convolutions each of the five blocks has.
    private static func record(
        _ name: BackboneName, _ title: String, _ convolutions: [Int], torchvision: String, md5: String
    ) -> BackboneRecord {
        BackboneRecord(
            name: name, paper: "Simonyan and Zisserman 2014, arXiv:1409.1556", inputSize: 224, smallestInputSize: 32,
            publishers: [
                .init(
                    origin: .torch, convention: Convention(normalization: .folded, input: .imageNet),
                    namings: [WeightNaming("torchvision \(name.rawValue)")],
                    sources: [
                        .timm(name.rawValue, repository: "\(name.rawValue).tv_in1k", "BSD-3-Clause"),
                        .torchvision(name.rawValue, torchvision),
                    ]),
                .init(
                    origin: .keras,
                    convention: Convention(normalization: .folded, poolPadding: .same, input: .caffe),
                    namings: [
                        WeightNaming(
                            "Keras \(title)",
                            .kerasLayers { key in
                                let place = places(convolutions).first { "features.\($0.place)" == key }
                                return .named(place?.name ?? key, norm: nil)
                            })
                    ],
                    sources: [.keras(name.rawValue, "\(name.rawValue)/\(name.rawValue)", md5: md5, "CC BY 4.0")]),
            ]
        ) { _ in graph(convolutions) }
    }

    /// Keras' name and torchvision's place of each convolution.
    private static func places(_ convolutions: [Int]) -> [(name: String, place: Int)] {
        var place = -2
        return convolutions.enumerated().flatMap { block, count in
            defer { place += 1 }
            return (1...count).map { number in
                place += 2
                return ("block\(block + 1)_conv\(number)", place)
            }
        }
    }

    private static func graph(_ convolutions: [Int]) -> Graph {
        var graph = Graph()
        var x = graph.picture
        var places = places(convolutions)[...]
        for (block, count) in convolutions.enumerated() {
            for (name, place) in places.prefix(count) {
                x = graph.convolution(
                    Convolution(
                        "features.\(place)", x.channels, min(64 << block, 512), kernel: (3, 3), padding: .pixels(1, 1),
                        ending: .bias), x)
                graph.endLayer(name, x)
            }
            places = places.dropFirst(count)
            x = graph.maxPool(.init(kernel: 2, stride: 2), x)
            graph.endLayer("block\(block + 1)_pool", x)
        }
        return graph
    }
}

extension BackboneName {
    /// Simonyan and Zisserman 2014, configuration D.
    public static let vgg16 = BackboneName("vgg16")
    /// Simonyan and Zisserman 2014, configuration E.
    public static let vgg19 = BackboneName("vgg19")
}
