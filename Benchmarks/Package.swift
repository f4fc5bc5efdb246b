// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "TuningForkBenchmarks",
    dependencies: [
        .package(name: "TuningFork", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "TuningForkBenchmark",
            dependencies: [
                .product(name: "Networks", package: "TuningFork"),
                .product(name: "Torch", package: "TuningFork"),
                .product(name: "TuningForkTorch", package: "TuningFork"),
                .product(name: "Manifests", package: "TuningFork"),
                .product(name: "Training", package: "TuningFork"),
                .product(name: "TrainingSets", package: "TuningFork"),
                .product(name: "Images", package: "TuningFork"),
                .product(name: "Cutouts", package: "TuningFork"),
                .product(name: "Files", package: "TuningFork"),
                .product(name: "Process", package: "TuningFork"),
                .product(name: "Engines", package: "TuningFork"),
                .product(name: "Catalogue", package: "TuningFork"),
                .product(name: "Neighbours", package: "TuningFork"),
                .product(name: "Vectors", package: "TuningFork"),
                .product(name: "Workers", package: "TuningFork"),
                .product(name: "Sky", package: "TuningFork"),
                .product(name: "Tables", package: "TuningFork"),
                .product(name: "Vectors", package: "TuningFork"),
                .product(name: "Clusters", package: "TuningFork"),
                .product(name: "Confidence", package: "TuningFork"),
                .product(name: "Randomness", package: "TuningFork"),
                .product(name: "SimulatedSky", package: "TuningFork"),
                .product(name: "Surveys", package: "TuningFork"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: [
                .treatAllWarnings(as: .error),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ])
    ]
)
