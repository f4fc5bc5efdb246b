// swift-tools-version: 6.2
import PackageDescription

// libtorch and Arrow lie in .deps/site, put there by Scripts/setup.sh; TORCH_SITE and ARROW_SITE name other site-packages
// folders, with torch and with pyarrow.
let site = "\(Context.packageDirectory)/.deps/site"
let torch = "\(Context.environment["TORCH_SITE"] ?? site)/torch"
let arrow = "\(Context.environment["ARROW_SITE"] ?? site)/pyarrow"

let swiftSettings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], goldens: Bool = false) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        exclude: goldens ? ["Goldens"] : [], swiftSettings: swiftSettings)
}

func system(_ name: String, _ pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// Every room is a library that other packages can use alone.
let rooms = [
    "Randomness", "Workers", "Files", "HTTP", "Sky", "Tables", "Images", "Torch", "Surveys", "Selection", "Cutouts",
    "Fetch", "TrainingSets", "Networks", "Weights", "Evaluation", "Training", "Inference", "SimulatedSky",
]

// The rooms stand in the order in which data flows; a room imports only rooms above it.
let package = Package(
    name: "TuningFork",
    products: [.executable(name: "tuningfork", targets: ["tuningfork"])]
        + rooms.map { .library(name: $0, targets: [$0]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // C and C++: one library each
        system("CFITSIO", "cfitsio", apt: "libcfitsio-dev"),
        system("CWCSLib", "wcslib", apt: "wcslib-dev"),
        system("CTurboJPEG", "libturbojpeg", apt: "libturbojpeg0-dev"),
        system("CPNG", "libpng", apt: "libpng-dev"),
        system("CHDF5", "hdf5", apt: "libhdf5-dev"),
        system("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        system("CCrypto", "libcrypto", apt: "libssl-dev"),
        system("CZLib", "zlib", apt: "zlib1g-dev"),
        system("CXML2", "libxml-2.0", apt: "libxml2-dev"),
        .target(name: "CMachine"),
        .target(
            name: "CArrow",
            cxxSettings: [.unsafeFlags(["-isystem", "\(arrow)/include"])],
            linkerSettings: [
                .unsafeFlags([
                    "\(arrow)/libparquet.so.2600", "\(arrow)/libarrow.so.2600", "-Xlinker", "-rpath", "-Xlinker", arrow,
                ])
            ]),
        .target(
            name: "CTorch",
            cxxSettings: [
                .unsafeFlags([
                    "-isystem", "\(torch)/include", "-isystem", "\(torch)/include/torch/csrc/api/include",
                ])
            ],
            linkerSettings: [
                .unsafeFlags(["-L\(torch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(torch)/lib"]),
                .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
            ]),
        // values
        room("Randomness"),
        room("Workers", ["CMachine"]),
        room("Files", ["CCrypto", "CZLib"]),
        room("HTTP", ["Files", "CCurl"]),
        room("Sky", ["Workers"]),
        room("Tables", ["Workers", "Files", "Sky", "CFITSIO", "CXML2", "CZLib", "CArrow"]),
        room("Images", ["Files", "Sky", "CMachine", "CFITSIO", "CWCSLib", "CTurboJPEG", "CPNG"]),
        // tensor
        room("Torch", ["CTorch", "Workers", "Files"]),
        // sky to set
        room("Surveys", ["Files", "Sky", "Tables"]),
        room("Selection", ["Randomness", "Workers", "Files", "Sky", "Tables", "Images", "Surveys"]),
        room("Cutouts", ["Workers", "Files", "Sky", "Tables", "Images", "Surveys"]),
        room("Fetch", ["HTTP", "Randomness", "Files", "Sky", "Tables", "Images", "Surveys", "Cutouts"]),
        room("TrainingSets", ["Randomness", "Files", "Sky", "Tables", "Images"]),
        // network
        room("Networks", ["Torch", "Files"]),
        room("Weights", ["Networks", "Torch", "Files", "HTTP", "CHDF5"]),
        // run
        room("Evaluation", ["Randomness", "Files", "Images"]),
        room(
            "Training",
            [
                "Randomness", "Workers", "TrainingSets", "Networks", "Weights", "Evaluation", "Torch", "Tables",
                "Images",
                "Sky", "Files", "TOMLKit",
            ]),
        room(
            "Inference",
            ["Training", "TrainingSets", "Networks", "Evaluation", "Torch", "Tables", "Images", "Sky", "Files"]),
        // demo
        room("SimulatedSky", ["Randomness", "Workers", "Selection", "Cutouts", "Files", "Sky", "Tables", "Images"]),
        .executableTarget(
            name: "tuningfork",
            dependencies: [
                "Workers", "Files", "HTTP", "Sky", "Tables", "Images", "Torch", "Surveys", "Selection", "Cutouts",
                "Fetch",
                "TrainingSets", "Networks", "Weights", "Evaluation", "Training", "Inference", "SimulatedSky",
                argumentParser,
            ],
            swiftSettings: swiftSettings),
        // what the tests share
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        tests("Files"),
        tests("HTTP", ["Files"]),
        tests("Sky", goldens: true),
        tests("Tables", ["Files", "Sky"], goldens: true),
        tests("Images", ["Files", "Sky"], goldens: true),
        tests("Torch", ["Files"], goldens: true),
        tests("Surveys", ["Sky", "Tables", "Files"]),
        tests("Selection", ["Images", "Sky", "Surveys", "Tables", "Files", "Randomness"]),
        tests("Cutouts", ["Workers", "Images", "Sky", "Surveys", "Tables", "Files"], goldens: true),
        tests("Fetch", ["HTTP", "Cutouts", "Images", "Sky", "Surveys", "Tables", "Files"]),
        tests("TrainingSets", ["Randomness", "Files", "Images", "Tables", "Sky"], goldens: true),
        tests("Networks", ["Torch", "Files"], goldens: true),
        tests("Weights", ["Networks", "Torch", "Files", "HTTP", "CHDF5"], goldens: true),
        tests("Evaluation", ["Files"], goldens: true),
        tests(
            "Training", ["Randomness", "TrainingSets", "Networks", "Evaluation", "Torch", "Tables", "Images", "Files"]),
        tests("Inference", ["Training", "TrainingSets", "Networks", "Torch", "Tables", "Images", "Files"]),
        tests("SimulatedSky", ["Selection", "Cutouts", "Images", "Tables", "Sky", "Files"]),
        .testTarget(
            name: "CommandLineTests", dependencies: ["Images", "Files", "Tables", "TestSupport"],
            exclude: ["Snapshots"], swiftSettings: swiftSettings),
    ],
    cxxLanguageStandard: .cxx20
)
