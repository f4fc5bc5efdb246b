// swift-tools-version: 6.2
import PackageDescription

// libtorch and Arrow lie in .deps/site, put there by Scripts/setup.sh; TORCH_SITE and ARROW_SITE name other site-packages
// folders, with torch and with pyarrow.
let site = "\(Context.packageDirectory)/.deps/site"
let torch = "\(Context.environment["TORCH_SITE"] ?? site)/torch"
let arrow = "\(Context.environment["ARROW_SITE"] ?? site)/pyarrow"

// names from Gloo's headers, which the wheel of torch does not carry
let gloo = "\(Context.packageDirectory)/Sources/1-System/CTorchLibrary/Gloo"

let swiftSettings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A folder of `Sources` and of `Tests`; data flow from each to the next.
struct Storey {
    let name: String

    func system(_ name: String, _ pkgConfig: String, apt: String) -> Target {
        .systemLibrary(name: name, path: "Sources/\(self.name)/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
    }

    func interface(_ name: String) -> Target {
        .systemLibrary(name: name, path: "Sources/\(self.name)/\(name)")
    }

    func shim(
        _ name: String, exclude: [String] = [], include: [String] = [], flags: [String] = [],
        linker: [LinkerSetting] = []
    ) -> Target {
        .target(
            name: name, path: "Sources/\(self.name)/\(name)", exclude: exclude,
            cxxSettings: include.isEmpty ? [] : [.unsafeFlags(include.flatMap { ["-isystem", $0] } + flags)],
            linkerSettings: linker)
    }

    func room(
        _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
    ) -> Target {
        .target(
            name: name, dependencies: dependencies, path: "Sources/\(self.name)/\(name)", resources: resources,
            swiftSettings: swiftSettings)
    }

    func tests(_ name: String, _ dependencies: [Target.Dependency] = [], goldens: Bool = false) -> Target {
        .testTarget(
            name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
            path: "Tests/\(self.name)/\(name)Tests", exclude: goldens ? ["Goldens"] : [], swiftSettings: swiftSettings)
    }
}

let system = Storey(name: "1-System")
let values = Storey(name: "2-Values")
let sky = Storey(name: "3-SkyToSet")
let engine = Storey(name: "4-Engine")
let learning = Storey(name: "5-Learning")
let results = Storey(name: "6-Results")
let program = Storey(name: "7-Program")

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// what the page of a map is put together from
let pageFiles =
    ["page.html", "style.css"]
    + [
        "base", "data", "palette", "state", "paint", "raster", "points", "camera", "view", "map", "sky", "thumbs",
        "legend",
        "table", "sheet", "card", "keys", "app", "selftest",
    ].map { "js/\($0).js" }

// Every room is a library that other packages can use alone. The rooms stand in the order in which data flow; a room
// imports only rooms above it.
let rooms: [Target] = [
    values.room("Randomness"),
    values.room("Workers", ["CMachine"]),
    values.room("Files", ["CCrypto", "CZLib"]),
    values.room("Process", ["Files"]),
    values.room("Ranks", ["Files", "Process"]),
    values.room("HTTP", ["Files", "Process", "CCurl"]),
    values.room("Sky", ["Workers"]),
    values.room("Tables", ["Workers", "Files", "Process", "Sky", "CFITSIO", "CXML2", "CArrow"]),
    values.room("Images", ["Files", "Sky", "CMachine", "CFITSIO", "CWCSLib", "CTurboJPEG", "CPNG"]),
    values.room("Drawing", ["Files", "Images", "CCairo", "CTypeface"]),
    values.room("Vectors", ["Workers", "Files"]),
    sky.room("Surveys", ["Files", "Sky", "Tables"]),
    sky.room("Manifests", ["Workers", "Files", "Sky", "Tables", "Vectors", "Surveys"]),
    sky.room("CrossMatch", ["Files", "Process", "Sky", "Tables", "Surveys", "Manifests"]),
    sky.room("Footprints", ["Sky", "Images", "Drawing"]),
    sky.room(
        "Sets", ["Randomness", "Files", "Process", "Sky", "Tables", "Drawing", "Surveys", "Manifests", "Footprints"]),
    sky.room("Cutouts", ["Workers", "Files", "Process", "Sky", "Tables", "Images", "Surveys", "Manifests"]),
    sky.room(
        "Fetch",
        ["HTTP", "Randomness", "Files", "Process", "Sky", "Tables", "Images", "Surveys", "Manifests", "Cutouts"]),
    engine.room("Torch", ["CTorch", "Workers", "Files"]),
    engine.room("Networks", ["Torch", "Files"]),
    engine.room("Weights", ["Networks", "Torch", "Files", "Process", "HTTP", "CHDF5"]),
    learning.room(
        "TrainingSets", ["Randomness", "Workers", "Files", "Sky", "Tables", "Manifests", "Images", "Cutouts"]),
    learning.room("Confidence", ["Randomness", "Workers", "Files", "Vectors", "CMachine"]),
    learning.room("Evaluation", ["Randomness", "Files", "Images", "Confidence"]),
    learning.room(
        "Training",
        [
            "Randomness", "Workers", "TrainingSets", "Confidence", "Networks", "Weights", "Torch", "Tables", "Images",
            "Sky", "Process", "Ranks", "Files", "Manifests", "TOMLKit",
        ], resources: ["euclid", "gz2", "gz_decals", "gz_desi"].map { .embedInCode("Trees/\($0).toml") }),
    results.room("Engines", ["Training", "TrainingSets", "Confidence", "Networks", "Torch", "Files"]),
    results.room(
        "Inference",
        [
            "Engines", "Training", "TrainingSets", "Confidence", "Evaluation", "Networks", "Manifests", "Tables",
            "Vectors", "Torch", "Process", "Workers", "Files",
        ]),
    results.room(
        "Catalogue",
        [
            "Inference", "Engines", "Training", "TrainingSets", "Confidence", "Manifests", "Surveys", "Sky", "Tables",
            "Workers", "Process", "Files", "CSQLite",
        ]),
    results.room(
        "Adaptation",
        [
            "Inference", "Engines", "Training", "TrainingSets", "Confidence", "Networks", "Manifests", "Randomness",
            "Sky", "Tables", "Vectors", "Torch", "Ranks", "Workers", "Process", "Files",
        ]),
    results.room(
        "Recursion",
        [
            "Adaptation", "Inference", "Engines", "Evaluation", "Training", "Confidence", "Networks", "Manifests",
            "Sky",
            "Tables", "Torch", "Process", "Files",
        ]),
    results.room("Neighbours", ["Workers", "Randomness", "Files", "Process", "Vectors", "CMachine"]),
    results.room(
        "LabelAudit", ["Randomness", "Workers", "Files", "Process", "Sky", "Tables", "Vectors", "Manifests"]),
    results.room(
        "Maps",
        [
            "Workers", "Randomness", "Files", "Process", "Tables", "Vectors", "Manifests", "Neighbours", "CMachine",
        ]),
    results.room(
        "Clusters",
        [
            "Randomness", "Workers", "Files", "Process", "Tables", "Vectors", "Manifests", "Neighbours", "CMachine",
        ]),
    results.room(
        "Page", ["Workers", "Files", "Process", "Sky", "Tables", "Images", "Manifests", "Cutouts"],
        resources: pageFiles.map { .embedInCode("Web/\($0)") }),
    results.room("Comparison", ["Files", "Tables", "Drawing", "Evaluation"]),
    results.room("Figures", ["Files", "Process", "Tables", "Images", "Drawing", "Manifests"]),
    program.room(
        "SimulatedSky",
        [
            "Randomness", "Workers", "Surveys", "CrossMatch", "Sets", "Cutouts", "Files", "Process", "Sky", "Tables",
            "Images",
        ]),
]

let package = Package(
    name: "TuningFork",
    products: [
        .executable(name: "tuningfork", targets: ["tuningfork"]),
        // libtorch behind CTorch's table: nothing links it, the room Torch loads it when it is needed
        .library(name: "TuningForkTorch", type: .dynamic, targets: ["CTorchLibrary"]),
    ]
        + rooms.map { .library(name: $0.name, targets: [$0.name]) },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // C and C++: one library each
        system.system("CFITSIO", "cfitsio", apt: "libcfitsio-dev"),
        system.system("CWCSLib", "wcslib", apt: "wcslib-dev"),
        system.system("CTurboJPEG", "libturbojpeg", apt: "libturbojpeg0-dev"),
        system.system("CPNG", "libpng", apt: "libpng-dev"),
        system.system("CHDF5", "hdf5", apt: "libhdf5-dev"),
        system.system("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        system.system("CCrypto", "libcrypto", apt: "libssl-dev"),
        system.system("CZLib", "zlib", apt: "zlib1g-dev"),
        system.system("CXML2", "libxml-2.0", apt: "libxml2-dev"),
        system.system("CSQLite", "sqlite3", apt: "libsqlite3-dev"),
        system.system("CCairo", "cairo-ft", apt: "libcairo2-dev"),
        system.shim("CTypeface", exclude: ["OpenSans-Regular.ttf", "OpenSans-Semibold.ttf", "LICENSE.txt"]),
        // its loops over vectors are of no use without, also where the rest is built to be debugged
        .target(
            name: "CMachine", path: "Sources/1-System/CMachine", cSettings: [.unsafeFlags(["-O2"])]),
        system.shim(
            "CArrow", include: ["\(arrow)/include"],
            linker: [
                // libparquet has an OpenSSL of its own, whose functions would take the place of libcrypto's where it came first:
                // curl would call two versions of OpenSSL in turn
                .linkedLibrary("crypto"), .linkedLibrary(":libparquet.so.2600"), .linkedLibrary(":libarrow.so.2600"),
                .unsafeFlags(["-L\(arrow)", "-Xlinker", "-rpath", "-Xlinker", arrow]),
            ]),
        system.interface("CTorch"),
        system.shim(
            "CTorchLibrary", include: ["\(torch)/include", "\(torch)/include/torch/csrc/api/include", gloo],
            // its loops over pixels are of no use without, also where the rest is built to be debugged
            flags: ["-O2"],
            linker: [
                .unsafeFlags(["-L\(torch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(torch)/lib"]),
                .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
            ]),
    ] + rooms + [
        .executableTarget(
            name: "tuningfork",
            dependencies: [
                "Workers", "Files", "Process", "Ranks", "HTTP", "Sky", "Tables", "Images", "Drawing", "Vectors",
                "Surveys", "Manifests", "CrossMatch", "Footprints", "Sets", "Cutouts", "Fetch", "Torch", "Networks",
                "Weights", "TrainingSets", "Confidence", "Evaluation", "Training", "Engines", "Inference",
                "Catalogue", "Adaptation", "Recursion", "Neighbours", "LabelAudit", "Maps", "Clusters", "Page",
                "Comparison", "Figures",
                "SimulatedSky",
                argumentParser,
            ],
            path: "Sources/7-Program/tuningfork", swiftSettings: swiftSettings),
        // what the tests share
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swiftSettings),
        values.tests("Workers"),
        values.tests("Files"),
        values.tests("Process", ["Files"]),
        values.tests("Ranks", ["Files", "Process"]),
        values.tests("HTTP", ["Files", "Process"]),
        values.tests("Sky", goldens: true),
        values.tests("Tables", ["Files", "Process", "Sky"], goldens: true),
        values.tests("Images", ["Files", "Sky", "CMachine"], goldens: true),
        values.tests("Drawing", ["Images", "Files"]),
        values.tests("Vectors", ["Files"], goldens: true),
        sky.tests("Surveys", ["Sky", "Tables", "Files"]),
        sky.tests("Manifests", ["Sky", "Surveys", "Tables", "Files"]),
        sky.tests("CrossMatch", ["Sky", "Tables", "Files"]),
        sky.tests("Footprints", ["Drawing", "Images", "Sky"]),
        sky.tests(
            "Sets", ["CrossMatch", "Manifests", "Footprints", "Drawing", "Images", "Sky", "Surveys", "Tables", "Files"]),
        sky.tests("Cutouts", ["Workers", "Images", "Sky", "Surveys", "Tables", "Files"], goldens: true),
        sky.tests("Fetch", ["HTTP", "Process", "Cutouts", "Images", "Drawing", "Sky", "Surveys", "Tables", "Files"]),
        engine.tests("Torch", ["Files"], goldens: true),
        engine.tests("Networks", ["Torch", "Files", "Vectors"], goldens: true),
        engine.tests(
            "Weights", ["Networks", "Torch", "Files", "Process", "HTTP", "Vectors", "CHDF5"], goldens: true),
        learning.tests(
            "TrainingSets", ["Randomness", "Files", "Cutouts", "Images", "Tables", "Sky", "Manifests"], goldens: true),
        learning.tests("Confidence", ["Randomness", "Vectors", "Files"], goldens: true),
        learning.tests("Evaluation", ["Randomness", "Confidence", "Images", "Files"], goldens: true),
        learning.tests(
            "Training",
            [
                "Randomness", "Manifests", "TrainingSets", "Networks", "Sky", "Torch", "Tables", "Images",
                "Process", "Files",
            ], goldens: true),
        results.tests(
            "Inference",
            [
                "Vectors", "Engines", "Confidence", "Evaluation", "Manifests", "Process", "Training", "TrainingSets",
                "Networks",
                "Torch", "Tables", "Images",
                "Files",
            ],
            goldens: true),
        results.tests(
            "Catalogue",
            [
                "Inference", "Engines", "Training", "Confidence", "Manifests", "Surveys", "Sky", "Tables", "Process",
                "Files",
            ]),
        results.tests(
            "Adaptation",
            [
                "Inference", "Engines", "Confidence", "Training", "TrainingSets", "Images", "Tables", "Manifests",
                "Process",
                "Files",
            ]),
        results.tests(
            "Recursion",
            [
                "Adaptation", "Inference", "Engines", "Training", "TrainingSets", "Images", "Tables", "Manifests",
                "Process",
                "Files",
            ]),
        results.tests("Neighbours", ["Randomness", "Process", "Vectors", "Files", "CMachine"], goldens: true),
        results.tests("LabelAudit", ["Randomness", "Tables", "Vectors", "Files"], goldens: true),
        results.tests(
            "Maps", ["Neighbours", "Randomness", "Process", "Tables", "Vectors", "Files", "CMachine"], goldens: true),
        results.tests(
            "Clusters", ["Neighbours", "Randomness", "Tables", "Vectors", "Files"], goldens: true),
        results.tests("Page", ["Cutouts", "Images", "Sky", "Tables", "Process", "Files"]),
        results.tests("Comparison", ["Evaluation", "Drawing", "Images", "Tables"]),
        results.tests("Figures", ["Drawing", "Process", "Images", "Files"]),
        program.tests("SimulatedSky", ["Sets", "Cutouts", "Images", "Tables", "Sky", "Files"]),
        .testTarget(
            name: "CommandLineTests", dependencies: ["Images", "Files", "Tables", "Vectors", "TestSupport"],
            path: "Tests/7-Program/CommandLineTests", exclude: ["Snapshots", "Peers"], swiftSettings: swiftSettings),
        // what docs/EXTENDING.md shows
        .testTarget(
            name: "ExtendingTests",
            dependencies: [
                "Training", "Torch", "Manifests", "Surveys", "Tables", "Sky", "Files", "TestSupport",
            ],
            path: "Tests/7-Program/ExtendingTests", exclude: ["Examples/kids.json"], swiftSettings: swiftSettings),
        // damaged files for every reader; Scripts/mutations.py
        .executableTarget(
            name: "mutations",
            dependencies: [
                "Randomness", "Files", "Sky", "Tables", "Images", "Vectors", "Surveys", "Manifests", "Cutouts", "Torch",
                "Weights", "Confidence", "TrainingSets", "Training", "Neighbours", argumentParser,
            ],
            path: "Tests/7-Program/Mutations", swiftSettings: swiftSettings),
    ],
    cxxLanguageStandard: .cxx20
)
