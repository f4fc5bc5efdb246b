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
        guard let survey else { return nil }
        if let known = Survey.named(survey) { return known }
        guard survey.hasSuffix(".json") else {
            throw ValidationError(
                "--survey takes \(Survey.known.map(\.name).joined(separator: ", ")), or a file of settings (.json).")
        }
        return try Survey(settings: survey)
    }
}
