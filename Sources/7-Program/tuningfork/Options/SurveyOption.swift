import ArgumentParser
import Surveys

/// Which survey a catalogue is of.
struct SurveyOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "sdss, des, legacy, or a JSON file with the settings of another; recognised by the columns without it.",
            valueName: "survey"))
    var survey: String?

    /// The survey named; nil when none is. Throws `InputError` for settings that cannot be used.
    func named() throws -> Survey? {
        try survey.map { try Survey(option: "--survey", $0) }
    }
}

extension Survey {
    /// The survey that an option names: a known one, or the file of another's settings.
    init(option: String, _ name: String) throws {
        if let known = Survey.named(name) {
            self = known
            return
        }
        guard name.hasSuffix(".json") else {
            throw ValidationError(
                "\(option) takes \(Survey.known.map(\.name).joined(separator: ", ")), or a file of settings (.json).")
        }
        try self.init(settings: name)
    }
}
