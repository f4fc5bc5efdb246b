import Adaptation
import Engines
import Files
import Foundation
import Manifests
import Process
import Tables
import Training

/// One recursion from its first look to its finished folder.
struct RecursionWork {
    private let recursion: Recursion
    private let first: FirstRun
    private let folder: RecursionFolder
    private let progress: ProgressReporter
    private let galaxies: JudgedGalaxies
    /// Places of the unlabelled galaxies that are not learnt from.
    private let heldOut: Set<Int>

    private var classes: [String] { first.info.classes }
    private var settings: RecursionRecipe { recursion.settings }

    /// A network of the recursion, and what it says.
    private struct Model {
        let run: RunDirectory
        let folder: RoundFolder
        let look: UnlabelledLook
        let answers: ModelAnswers
    }

    init(_ recursion: Recursion, _ first: FirstRun, _ folder: RecursionFolder, progress: ProgressReporter) throws {
        (self.recursion, self.first, self.folder, self.progress) = (recursion, first, folder, progress)
        galaxies = try JudgedGalaxies(first.run, pairs: recursion.pairs, names: recursion.names)
        heldOut = try UnlabelledGalaxies.heldOut(
            in: recursion.unlabelled, names: recursion.names,
            judged: galaxies.rows + (galaxies.pairs?.pairs.map(\.target.row) ?? []), tests: recursion.tests)
    }

    func perform(_ fingerprint: String) throws -> RecursionRecord {
        let beginning = try model(first.run, folder.round(0))
        let judge = RoundJudge(
            truths: galaxies.truths, truthsOfPairs: galaxies.truthsOfPairs, first: beginning.answers, classes: classes,
            settings: settings)
        var record = RecursionRecord(
            program: ProgramVersion.current, fingerprint: fingerprint, settings: settings, firstWeights: first.weights,
            unlabelled: try Recursion.digest(recursion.unlabelled), pairs: try recursion.pairs.map(Recursion.digest),
            notAdapted: beginning.look.notAdapted, first: judge.figures(beginning.answers))
        say("First network", record.first)
        var current = beginning
        var history: [PseudoLabelTable.Round] = []
        for number in 1...max(1, settings.rounds) {
            let answers = try UnlabelledAnswers(
                current.folder.classified, classes: classes, leastPValue: settings.leastPValue)
            let choice: LabelChoice
            do {
                choice = try choose(answers, current.look)
            } catch {
                record.end = "round \(number): \(error.description)"
                break
            }
            history.append(.init(number: number, classified: current.folder.classified, verdicts: choice.verdicts))
            let next = try train(number, answers, choice)
            let (round, isKept) = try judged(number, choice, answers, next, current, beginning, by: judge)
            record.rounds.append(round)
            guard isKept else {
                record.end = "round \(number) was rolled back: " + round.reasons.joined(separator: "; ")
                break
            }
            record.kept = number
            current = next
        }
        if record.end.isEmpty { record.end = "all \(settings.rounds) rounds were kept" }
        progress.say("Ended: \(record.end)")
        try finish(record, current.run, history)
        return record
    }

    private func model(_ run: RunDirectory, _ round: RoundFolder) throws -> Model {
        let network = try RoundNetwork(run, in: round, of: recursion)
        let look = try UnlabelledLook.take(network, of: recursion, progress)
        let answers = try galaxies.answers(
            of: network, isAdapted: look.notAdapted == nil, batch: recursion.batch, progress)
        try network.forget()
        return Model(run: run, folder: round, look: look, answers: answers)
    }

    private func choose(
        _ answers: UnlabelledAnswers, _ look: UnlabelledLook
    ) throws(LabelChoice.Nothing) -> LabelChoice {
        // An adapted run's probabilities are those of classes that are equally frequent.
        var start = classes.map { _ in 1 / Double(classes.count) }
        if look.notAdapted != nil {
            let counts = classes.indices.map { number in galaxies.truths.count { $0 == number } }
            start = counts.map { Double($0) / Double(galaxies.truths.count) }
        }
        return try LabelChoice(
            answers, isHeldOut: heldOut.contains, start: start, isEstablished: look.isEstablished, settings: settings)
    }

    /// Trains the round's network on the labelled galaxies and the chosen ones, from the first run's own first weights.
    private func train(_ number: Int, _ answers: UnlabelledAnswers, _ choice: LabelChoice) throws -> Model {
        let round = folder.round(number)
        try Directory.create(round.path)
        try PseudoLabelTable.writeChosen(
            choice.verdicts, answers, of: recursion.unlabelled, names: recursion.names,
            trained: first.names, to: round.chosen)
        progress.say(
            "Round \(number): learning from "
                + zip(classes, choice.chosen).map { "\($1) \($0)" }.joined(separator: ", ")
                + " of the unlabelled galaxies; sure are "
                + zip(classes, choice.sure).map { "\($1) \($0)" }.joined(separator: ", "))
        for (place, member) in first.members.enumerated() {
            let run = first.isEnsemble ? round.member(place + 1) : round.run
            let (info, recipe) = try member.read()
            var request = TrainingRequest(
                manifests: first.manifests, validation: (info.validation ?? []).map(\.path), recipe: recipe, run: run,
                device: recursion.device, skipsUnreadable: info.skipsUnreadable,
                howToGoOn: Interrupted.goesOn.howToGoOn)
            request.additional = [round.chosen] + (info.additional ?? []).map(member.manifest)
            request.names = first.names
            if let threads = recursion.threads { request.recipe.threads = threads }
            _ = try TrainingRun.perform(request, progress: progress)
            // The round's own table goes with the rounds.
            try RunAddition(run, progress: progress).keep(round.chosen, as: run.chosenLabels)
            try RunCalibration.perform(
                run, device: recursion.device, threads: recursion.threads, progress: progress)
        }
        if first.isEnsemble {
            let members = first.members.indices.map { round.member($0 + 1) }
            if try !Ensemble.isWritten(members, to: round.run) {
                // What a killed process has left of it is no whole run.
                try? FileManager.default.removeItem(atPath: round.run.path)
                try Ensemble.write(members, to: round.run)
            }
            try RunCalibration.perform(
                round.run, device: recursion.device, threads: recursion.threads, progress: progress)
        }
        return try model(round.run, round)
    }

    private func judged(
        _ number: Int, _ choice: LabelChoice, _ answers: UnlabelledAnswers, _ next: Model, _ current: Model,
        _ beginning: Model, by judge: RoundJudge
    ) throws -> (RecursionRecord.Round, Bool) {
        let after = try UnlabelledAnswers(next.folder.classified, classes: classes, leastPValue: settings.leastPValue)
        let learnt = choice.verdicts.indices.filter { choice.verdicts[$0] == .chosen }
        let contradicted = RecursionRecord.Share(
            learnt.count { after.predicted($0) != answers.predicted($0) }, of: learnt.count)
        var reasons = judge.falls(from: beginning.answers, to: next.answers, name: "first network")
        if current.run.path != beginning.run.path {
            reasons += judge.falls(from: current.answers, to: next.answers, name: "round before")
        }
        if let reason = judge.contradiction(contradicted, expectedWrong: choice.expectedWrong) {
            reasons.append(reason)
        }
        func byClass<Value>(_ values: [Value]) -> [String: Value] {
            Dictionary(uniqueKeysWithValues: zip(classes, values))
        }
        var leftOut: [String: Int] = [:]
        for verdict in choice.verdicts where verdict != .chosen { leftOut[verdict.rawValue, default: 0] += 1 }
        let figures = judge.figures(next.answers)
        let isKept = reasons.isEmpty || !settings.rollsBack
        say("Round \(number)", figures)
        let verdict = "Round \(number) is \(isKept ? "kept" : "rolled back")"
        progress.say(
            reasons.isEmpty
                ? verdict : "\(verdict)\(isKept ? ", although " : ": ")\(reasons.joined(separator: "; "))")
        return (
            RecursionRecord.Round(
                number: number, thresholds: byClass(choice.thresholds), mix: byClass(choice.mix),
                sure: byClass(choice.sure),
                chosen: byClass(choice.chosen), leftOut: leftOut, expectedWrong: choice.expectedWrong,
                contradicted: contradicted, weights: next.look.weights, figures: figures, reasons: reasons),
            isKept
        )
    }

    private func say(_ name: String, _ figures: RecursionRecord.Figures) {
        func percent(_ share: Double) -> String { "\(decimals(share * 100, 1)) %" }
        func list(_ recalls: [String: RecursionRecord.Share]) -> String {
            classes.map { name in "\(name) \(percent(recalls[name]?.value ?? 0))" }.joined(separator: ", ")
        }
        var line =
            "\(name): balanced accuracy of \(galaxies.rows.count) held-out galaxies \(percent(figures.balancedAccuracy)) "
            + "(\(list(figures.recall)))"
        if let agree = figures.pairsAgree {
            line += "; \(percent(agree.value)) of \(agree.galaxies) pairs are alike in both surveys"
        }
        if let recalls = figures.recallInOther {
            line +=
                "; in the other survey, by \(recalls.values.reduce(0) { $0 + $1.galaxies }) galaxies that both see, "
                + list(recalls)
        }
        progress.say(line)
    }

    /// Puts the folder of the taught run together; it appears whole or not at all.
    private func finish(_ record: RecursionRecord, _ run: RunDirectory, _ history: [PseudoLabelTable.Round]) throws {
        let final = folder.final
        try? FileManager.default.removeItem(atPath: final.path)
        try Directory.create(final.path)
        try run.copyFinished(to: final)
        if !history.isEmpty {
            try PseudoLabelTable.write(history, classes: classes, to: final.pseudoLabels)
        }
        try AtomicFile.write("\(final.path)/\(Recursion.recordName)", bytes: RecursionRecord.encode(record))
        rmdir(recursion.output.path)
        try Directory.place(final.path, as: recursion.output.path)
    }
}
