#if os(Linux)
    import Foundation
    import Manifests
    import Process
    import TestSupport
    import Testing
    import Training
    import TrainingSets

    @Suite struct SetUpMemoryTests {
        /// Reads, splits and records 200,000 galaxies in a process of its own, and compares them with as many test galaxies:
        /// of a million rows neither may take more than 1.5 GB.
        @Test func manyGalaxiesNeedLittleMemory() async throws {
            let directory = try TemporaryDirectory()
            var lines = ["id,file,label,ra,dec"]
            for row in 0..<200_000 {
                let id = 587_722_981_742_000_000 + row * 977
                let (ra, dec) = (Double(row % 1800) / 5, Double(row / 1800) - 55)
                lines.append(
                    "\(id),images/\(row / 10000)/\(id).jpg,\(row % 3 == 0 ? "spiral" : "elliptical"),\(ra),\(dec)")
            }
            let path = try directory.write("manifest.csv", lines.joined(separator: "\n") + "\n")
            let record = directory.file("galaxies.csv")
            await #expect(processExitsWith: .success) { [path = path as String, record = record as String] in
                func kilobytes(_ key: String) throws -> Int {
                    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                    let line = status.split(separator: "\n").first { $0.hasPrefix(key) } ?? ""
                    return Int(line.filter(\.isNumber)) ?? .max
                }
                let before = try kilobytes("VmRSS")
                let data = try TrainingData.read(
                    manifests: [path], recipe: Recipe(), skipsUnreadable: false,
                    progress: ProgressReporter(isQuiet: true)
                ) { _, _ in [] }
                try data.write(to: record, classes: Recipe().classes)
                let split = data.split
                try #require(split.train.count + split.validation.count + split.calibration.count == 200_000)
                let setUp = try kilobytes("VmHWM") - before
                print("set-up: \(setUp) kB beyond \(before) kB")
                try #require(setUp < 240_000, "\(setUp) kB")
                let seen = try SeenGalaxies(record)
                try #require(seen.rows.count == 200_000)
                let test = try Manifest.read(path, requireLabels: true)
                try #require(seen.leaks(into: test.rows).count == 200_000)
                let both = try kilobytes("VmHWM") - before
                print("leaks: \(both) kB beyond \(before) kB")
                try #require(both < 300_000, "\(both) kB")
            }
        }
    }
#endif
