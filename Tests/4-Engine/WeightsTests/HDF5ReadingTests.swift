import Files
import Foundation
import TestSupport
import Testing
import Weights

/// Reading of HDF5; `Goldens/small_hdf5.py` wrote the files with Keras and h5py.
@Suite struct HDF5ReadingTests {
    @Test func `Keras' own file is listed in its order`() throws {
        let report = try WeightReport(contentsOf: goldenPath("small.h5"))
        #expect(report.format == "hdf5")
        #expect(report.title == nil)
        let names = report.tensors.map(\.name)
        #expect(names.count == 8)
        #expect(names.first == "/model_weights/conv/sequential/conv/kernel")
        #expect(names.last == "/model_weights/separable/sequential/separable/pointwise_kernel")
        #expect(report.tensors.first?.shape == [3, 3, 3, 4])
        #expect(report.tensors.allSatisfy { $0.type == "float32" })
        #expect(report.text.hasSuffix("fits no network known here"))
    }

    @Test func `variable-length strings, lists in parts and other precisions are read`() throws {
        let report = try WeightReport(contentsOf: goldenPath("odd.h5"))
        #expect(report.tensors.map(\.name) == ["/first/first/kernel:0", "/second/second/kernel:0"])
        #expect(report.tensors.map(\.type) == ["float16", "float64"])
        #expect(report.tensors.map(\.shape) == [[3, 4, 5], [3, 4, 5]])
    }

    /// libhdf5 copies a text of 2⁴⁰ bytes; the child process that reads first is lost, not this one.
    @Test func `a file on which libhdf5 crashes is refused`() throws {
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: goldenPath("odd.h5"))))
        let heap = try #require(bytes.indices.first { bytes[$0...].starts(with: "GCOL".utf8) })
        bytes[heap + 29] = 1
        let directory = try TemporaryDirectory()
        let path = try directory.write("damaged.h5", Data(bytes))
        let error = try #require(throws: InputError.self) { _ = try WeightReport(contentsOf: path) }
        #expect(error.file == path && error.problem.contains("damaged"), "\(error)")
    }

    @Test func `damaged and foreign files are named`() throws {
        let directory = try TemporaryDirectory()
        let whole = try Data(contentsOf: URL(filePath: goldenPath("small.h5")))
        let cut = try directory.write("cut.h5", whole.prefix(whole.count / 2))
        let text = try directory.write("page.h5", "<!DOCTYPE html><html></html>")
        let pickle = try directory.write("model.pth", Data([0x50, 0x4B, 0x03, 0x04]) + Data(count: 100))
        let empty = try directory.write("empty.h5", "")
        for path in [cut, text, pickle, empty, directory.file("absent.h5")] {
            let error = try #require(throws: InputError.self) { _ = try PretrainedWeights(contentsOf: path) }
            #expect(error.file == path)
        }
        let page = try #require(throws: InputError.self) { _ = try PretrainedWeights(contentsOf: text) }
        #expect(page.description.contains("web page"))
        let unknown = try #require(throws: InputError.self) {
            _ = try PretrainedWeights(contentsOf: goldenPath("small.h5"))
        }
        #expect(unknown.description.contains("are of no network known here"))
    }
}
