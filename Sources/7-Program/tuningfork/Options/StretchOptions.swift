import ArgumentParser
import Cutouts

/// How bands become colours.
struct StretchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "lupton: asinh, one for all surveys; linear: straight, one for all; paper: Khan et al. 2019, by each picture's sky.",
            valueName: "stretch"))
    var stretch = StretchChoice.Kind.lupton

    @Option(
        help: ArgumentHelp(
            "Brightness drawn black, nanomaggies a square arcsecond (lupton, linear).", valueName: "nmgy"))
    var minimum = StretchChoice().minimum

    @Option(
        help: ArgumentHelp(
            "Linear range of lupton, white of linear, nanomaggies a square arcsecond.", valueName: "nmgy"))
    var range = StretchChoice().range

    @Option(help: ArgumentHelp("Softening of lupton: 0 is linear, 8 shows faint and bright together.", valueName: "Q"))
    var softening = StretchChoice().softening

    func validate() throws {
        guard let (name, rule) = choice.problem else { return }
        throw ValidationError("--\(name) \(rule == "must be above minimum" ? "must be above --minimum" : rule).")
    }

    /// The stretch these options ask for.
    var colours: ColourStretch { choice.colours }

    private var choice: StretchChoice {
        var choice = StretchChoice()
        (choice.kind, choice.minimum, choice.range, choice.softening) = (stretch, minimum, range, softening)
        return choice
    }
}
