import Foundation
import TestSupport

/// Python with the field's readers and validators (hats, lsdb, astropy, DuckDB, pyarrow, felis …) in an environment that is made once, beside the
/// built products.
enum PeerReaders {
    private static let packages = [
        "hats==0.11.1", "lsdb==0.11.1", "astropy>=7", "duckdb", "pyarrow", "lsst-felis", "cffconvert==2.0.0",
        "voparquet",
        "prov",
    ]

    private static let folder = URL(filePath: Program.path).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "peers").path

    /// The interpreter; nil where the environment cannot be made, which is printed.
    static let python: String? = {
        let python = "\(folder)/bin/python"
        let asks = ["-c", "import hats, lsdb, astropy, duckdb, pyarrow, felis, cffconvert, vo_parquet, prov"]
        if (try? Program.run(asks, program: python).status) == 0 { return python }
        for (program, arguments) in [
            ("/usr/bin/env", ["python3", "-m", "venv", folder]),
            (python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"] + packages),
        ] {
            guard let outcome = try? Program.run(arguments, program: program), outcome.status == 0 else {
                print("skipped: no environment with \(packages.joined(separator: ", ")) can be made in \(folder)")
                return nil
            }
        }
        return python
    }()

    /// Runs a script of the folder Peers, and gives what it prints.
    static func run(_ script: String, _ arguments: [String], with python: String) throws -> Program.Outcome {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Peers/\(script)").path
        return try Program.run([path] + arguments, program: python)
    }
}
