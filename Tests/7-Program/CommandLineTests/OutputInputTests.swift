import Foundation
import TestSupport
import Testing

/// No command replaces what it reads.
@Suite struct OutputInputTests {
    @Test func anOutputThatIsAnInputIsRefused() throws {
        let sky = try SmallSky(count: 6)
        let trained = try Program.run(sky.training("run"))
        #expect(trained.status == 0, "\(trained.errors)")
        let run = sky.file("run")
        let galaxies = try sky.manifest(
            "galaxies.csv", try String(contentsOfFile: sky.manifest, encoding: .utf8))
        let predictions = try sky.manifest("p.csv", "id,label,p_a,p_b\n1,a,0.2,0.8\n2,b,0.3,0.7\n")
        let stars = try sky.manifest("stars.csv", "id,ra,dec\n1,10,20\n")
        try FileManager.default.createSymbolicLink(
            atPath: sky.file("link.csv"), withDestinationPath: galaxies)
        let picture = try sky.manifest("map.svg", "id,class\n1,a\n")
        let table = sky.file("sky.fits")
        #expect(try Program.run(["crossmatch", stars, stars, "--output", table]).status == 0)
        let before = try contents(of: sky)
        let commands: [[String]] = [
            ["embed", run, "--manifest", galaxies, "--output", sky.file("galaxies.npy")],
            ["embed", run, "--manifest", galaxies, "--output", sky.file("link.npy")],
            ["classify", run, "--manifest", galaxies, "--output", sky.directory.path + "/./galaxies.csv"],
            ["classify", run, "--manifest", galaxies, "--output", run + "/galaxies.csv"],
            ["evaluate", run, "--manifest", galaxies, "--json", galaxies],
            ["evaluate", run, "--manifest", galaxies, "--report", sky.file("link.csv")],
            ["evaluate", run, "--manifest", galaxies, "--json", sky.file("a"), "--report", sky.file("a")],
            ["audit", "labels", "--predictions", predictions, "--output", predictions],
            ["audit", "labels", "--predictions", predictions, "--json", predictions],
            ["audit", "leaks", "--training", galaxies, "--test", stars, "--output", stars],
            ["crossmatch", stars, galaxies, "--output", stars],
            ["crossmatch", stars, stars, "--output", sky.file("m.csv"), "--json", stars],
            // Whichever table of the file is read.
            ["crossmatch", table + "[1]", stars, "--output", table],
            ["classify", run, "--manifest", table + "[1]", "--output", table],
            ["evaluate", run, "--manifest", table + "[1]", "--json", table],
            ["audit", "labels", "--predictions", table + "[1]", "--output", table],
            ["fetch", stars, "--survey", "sdss", "--output", sky.file("f"), "--json", stars],
            [
                "cutouts", stars, "--tiles", sky.directory.path, "--survey", "des", "--output", sky.file("c"), "--json",
                stars,
            ],
            ["select", stars, "--output", sky.file("s"), "--json", stars],
            ["plot", stars, "--join", picture, "--output", picture],
            ["weights", "import", run + "/weights.safetensors", "--output", run + "/weights.safetensors"],
        ]
        for command in commands {
            let outcome = try Program.run(command)
            #expect(outcome.status == 65, "\(command): \(outcome.errors)")
            #expect(
                outcome.errors.contains("another name") || outcome.errors.contains("name of its own"),
                "\(outcome.errors)")
        }
        #expect(try contents(of: sky) == before)

        // Tables whose names follow from the output's, and that nobody has named.
        let own = try sky.manifest("vectors.csv", "id,ra,dec\n1,10,20\n")
        let listed = try sky.manifest("m_problems.csv", "id,ra,dec\n1,10,20\n")
        for (command, kept) in [
            (["embed", run, "--manifest", galaxies, "--output", sky.file("vectors.npy")], own),
            (["crossmatch", stars, stars, "--output", sky.file("m.csv")], listed),
        ] {
            let outcome = try Program.run(command)
            #expect(outcome.status == 65 && outcome.errors.contains(kept), "\(outcome.errors)")
            #expect(try String(contentsOfFile: kept, encoding: .utf8) == "id,ra,dec\n1,10,20\n")
        }
    }

    /// One row must not cost a survey: no picture named, an identifier twice, a named pipe, a device, a folder.
    @Test func oddRowsAreFlagged() throws {
        let sky = try SmallSky(count: 6)
        #expect(try Program.run(sky.training("run")).status == 0)
        #expect(mkfifo(sky.file("pipe.jpg"), 0o600) == 0)
        let manifest = try sky.manifest(
            "odd.csv", "id,file,ra,dec\na,0.jpg,1,2\nb,,1,2\na,1.jpg,1,\nc,pipe.jpg,x,95\nd,/dev/null,,\ne,.,,\n")
        let classified = try Program.run(
            ["classify", sky.file("run"), "--manifest", manifest, "--output", sky.file("p.csv")])
        #expect(classified.status == 0, "\(classified.errors)")
        #expect(classified.errors.contains("4 of 6 images are unreadable"), "\(classified.errors)")
        #expect(classified.errors.contains("1 of 6 rows repeat"), "\(classified.errors)")
        let embedded = try Program.run(
            ["embed", sky.file("run"), "--manifest", manifest, "--output", sky.file("v.npy")])
        #expect(embedded.status == 0, "\(embedded.errors)")
        for name in ["p.csv", "v.csv"] {
            let rows = try String(contentsOfFile: sky.file(name), encoding: .utf8).split(separator: "\n")
            #expect(rows.count == 7)
            #expect(rows[1].hasPrefix("a,0.jpg,") && rows[1].contains(",ok,"), "\(rows[1])")
            #expect(rows[2].contains("unreadable,the image is not named"), "\(rows[2])")
            #expect(rows[3].contains("repeated,the same galaxy stands in row 1"), "\(rows[3])")
            #expect(rows[4].contains("pipe") && rows[4].contains("unreadable"), "\(rows[4])")
            #expect(rows[5].contains("device") && rows[6].contains("directory"), "\(rows[5]) \(rows[6])")
        }
        let none = try sky.manifest("none.csv", "id,file\na,x.jpg\nb,y.jpg\n")
        for command in [["classify", "q.csv"], ["embed", "w.npy"]] {
            let outcome = try Program.run(
                [command[0], sky.file("run"), "--manifest", none, "--output", sky.file(command[1])])
            #expect(outcome.status == 65 && outcome.errors.contains("none of the 2 images"), "\(outcome.errors)")
            #expect(FileManager.default.fileExists(atPath: sky.file(command[1])))
        }
    }

    private func contents(of sky: SmallSky) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for folder in ["", "run/"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: sky.file(folder)) {
                contents[folder + name] = FileManager.default.contents(atPath: sky.file(folder + name))
            }
        }
        return contents
    }
}
