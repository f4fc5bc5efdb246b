import ArgumentParser
import Process

/// What is printed while working.
struct ReportingOptions: ParsableArguments {
    @Flag(help: "Print results and errors only.")
    var quiet = false

    /// The reporter these options ask for.
    var progress: ProgressReporter { ProgressReporter(isQuiet: quiet) }
}
