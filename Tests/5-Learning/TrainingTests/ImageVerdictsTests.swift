import Files
import Foundation
import Process
import TestSupport
import Testing
import Training
import TrainingSets

/// A run that goes on decodes only the images that have changed.
@Suite struct ImageVerdictsTests {
    private let quiet = ProgressReporter(isQuiet: true)
    private let frame = InputFrame(size: 32)

    /// The bytes of `file` with its second half zeroed; size and time of change stay unless `touched`.
    private func damage(_ file: String, touched: Bool) throws {
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        var bytes = try ByteReader.contents(of: file)
        for index in bytes.count / 2..<bytes.count { bytes[index] = 0 }
        try Data(bytes).write(to: URL(filePath: file))
        let time = try #require(attributes[.modificationDate] as? Date)
        try FileManager.default.setAttributes(
            [.modificationDate: touched ? time.addingTimeInterval(1) : time], ofItemAtPath: file)
    }

    @Test func onlyChangedFilesAreCheckedAnew() throws {
        let set = try SmallSet(count: 3)
        let run = RunDirectory(set.directory.path)
        let files = (0..<6).map { set.directory.file("\($0).png") }
        try set.directory.write("4.png", "no image")
        // Whole seconds survive every file system.
        for file in files {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: file)
        }
        let first = ImageVerdicts(run, frame)
        let found = first.unreadable(files, quiet)
        #expect(found.map(\.index) == [4])
        try first.write(run)

        try damage(files[1], touched: false)
        #expect(
            ImageVerdicts(run, frame).unreadable(files, quiet).map(\.index) == [4],
            "the same size and time: not decoded")
        #expect(ImageVerdicts(run, frame).unreadable(files, quiet).map(\.reason) == found.map(\.reason))
        try damage(files[2], touched: true)
        #expect(ImageVerdicts(run, frame).unreadable(files, quiet).map(\.index) == [2, 4])
        try set.directory.write("4.png", Data(ByteReader.contents(of: files[0])))
        try FileManager.default.removeItem(atPath: files[5])
        let second = ImageVerdicts(run, frame)
        #expect(second.unreadable(files, quiet).map(\.index) == [2, 5])
        try second.write(run)
        #expect(ImageVerdicts(run, frame).unreadable(files, quiet).map(\.index) == [2, 5])
        #expect(
            ImageVerdicts(run, frame).unreadable(files.reversed(), quiet).map(\.index) == [0, 3, 4],
            "another order is checked anew")
        try set.directory.write("images.csv", "nonsense")
        #expect(ImageVerdicts(run, frame).unreadable(files, quiet).map(\.index) == [1, 2, 5])
    }
}
