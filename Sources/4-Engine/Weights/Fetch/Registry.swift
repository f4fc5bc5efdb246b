internal import Files
internal import HTTP
internal import Networks

/// The files of weights that can be fetched by name.
///
/// URLs and MD5 sums of keras.applications are those in Keras' own source (`keras/src/applications/*.py`, 3.15). timm's
/// repositories on Hugging Face state no sum in a place that could be checked here, so that none is listed.
public enum Registry {
    public static let entries: [RegistryEntry] = [
        keras("xception", .xception, "xception/xception", "b0042744bf5b25fce3cb969f33bebb97", "MIT"),
        keras(
            "inception_v3", .inceptionV3, "inception_v3/inception_v3", "bcbd6486424b2319ff4ef7d526e38f63", "Apache-2.0"),
        keras("resnet50", .resnet50, "resnet/resnet50", "4d473c1dd8becc155b73f8504c6f6626", "MIT"),
        keras("vgg16", .vgg16, "vgg16/vgg16", "6d6bbae143d832006294945121d1f1fc", "CC BY 4.0"),
        keras("vgg19", .vgg19, "vgg19/vgg19", "253f8cb515780f3b799900260a226db6", "CC BY 4.0"),
        timm("xception", .xception, "legacy_xception.tf_in1k", "Apache-2.0"),
        timm("inception_v3", .inceptionV3, "inception_v3.tv_in1k", "Apache-2.0"),
        timm("resnet50", .resnet50, "resnet50.tv_in1k", "BSD-3-Clause"),
        timm("vgg16", .vgg16, "vgg16.tv_in1k", "BSD-3-Clause"),
        timm("vgg19", .vgg19, "vgg19.tv_in1k", "BSD-3-Clause"),
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

    private static func keras(
        _ name: String, _ backbone: BackboneName, _ place: String, _ md5: String, _ licence: String
    ) -> RegistryEntry {
        let file = "\(place)_weights_tf_dim_ordering_tf_kernels_notop.h5"
        return RegistryEntry(
            name: "keras-\(name)", backbone: backbone, origin: .keras,
            url: "https://storage.googleapis.com/tensorflow/keras-applications/\(file)",
            fileName: String(file.split(separator: "/")[1]), sum: .init(algorithm: .md5, value: md5), licence: licence)
    }

    private static func timm(
        _ name: String, _ backbone: BackboneName, _ repository: String, _ licence: String
    ) -> RegistryEntry {
        RegistryEntry(
            name: "timm-\(name)", backbone: backbone, origin: .torch,
            url: "https://huggingface.co/timm/\(repository)/resolve/main/model.safetensors",
            fileName: "timm-\(repository).safetensors", sum: nil, licence: licence)
    }
}
