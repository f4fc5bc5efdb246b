import Foundation
import TestSupport
import Testing

/// What the program loads, and when.
@Suite struct StartTests {
    /// libtorch costs 0.3 s and 90 MB: only what computes with tensors loads it.
    @Test(arguments: [["--version"], ["train", "--help"], ["crossmatch", "a.csv", "b.csv", "--output", "c.csv"]])
    func libtorchIsNotLoadedWhereNothingIsComputed(_ arguments: [String]) throws {
        let outcome = try Program.run(arguments, shell: #"LD_DEBUG=files "$@""#)
        #expect(outcome.errors.contains("libc.so"))
        #expect(!outcome.errors.contains("libtorch"))
    }

    /// The program alone, away from its library, still works where no tensor is needed, and says what is missing.
    @Test func theProgramNamesTheLibraryThatIsMissing() throws {
        let scratch = try TemporaryDirectory()
        let alone = "\(scratch.path)/tuningfork"
        try FileManager.default.copyItem(atPath: Program.path, toPath: alone)
        let manifest = try scratch.write("galaxies.csv", "id,file,label\n1,a.jpg,spiral\n2,b.jpg,elliptical\n")
        #expect(try Program.run(["--version"], program: alone).status == 0)
        let outcome = try Program.run(
            ["train", "--manifest", manifest, "--output", "\(scratch.path)/run"], program: alone)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("libTuningForkTorch.so belongs beside the program"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/run"))
    }
}
