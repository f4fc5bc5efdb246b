import ArgumentParser
import Cutouts
import Images

/// How bands become colours.
struct StretchOptions: ParsableArguments {
    /// The stretches there are.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case lupton, linear, paper
    }

    @Option(
        help: ArgumentHelp(
            "lupton: asinh, one for all surveys; linear: straight, one for all; paper: Khan et al. 2019, by each picture's sky.",
            valueName: "stretch"))
    var stretch = Kind.lupton

    @Option(
        help: ArgumentHelp(
            "Brightness drawn black, nanomaggies a square arcsecond (lupton, linear).", valueName: "nmgy"))
    var minimum: Float = 0

    @Option(
        help: ArgumentHelp(
            "Linear range of lupton, white of linear, nanomaggies a square arcsecond.", valueName: "nmgy"))
    var range: Float = LuptonStretch.cutouts.stretch

    @Option(help: ArgumentHelp("Softening of lupton: 0 is linear, 8 shows faint and bright together.", valueName: "Q"))
    var softening: Float = LuptonStretch.cutouts.softening

    func validate() throws {
        guard range.isFinite, minimum.isFinite, range > (stretch == .linear ? minimum : 0) else {
            throw ValidationError("--range must be above \(stretch == .linear ? "--minimum" : "0").")
        }
        guard softening >= 0, softening.isFinite else { throw ValidationError("--softening must be 0 or more.") }
    }

    /// The stretch these options ask for.
    var colours: ColourStretch {
        let scales = LuptonStretch.cutouts.scales
        return switch stretch {
        case .lupton:
            .lupton(LuptonStretch(minimum: minimum, stretch: range, softening: softening, scales: scales))
        case .linear: .linear(LinearStretch(minimum: minimum, maximum: range, scales: scales))
        case .paper: .paper(ClipStretch())
        }
    }
}
