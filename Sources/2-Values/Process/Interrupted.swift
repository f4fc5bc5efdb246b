/// The work was stopped by a signal; see ``StopSignal``.
public struct Interrupted: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is left of it, and what to do.
    public let howToGoOn: String

    public init(howToGoOn: String) { self.howToGoOn = howToGoOn }

    /// What was done is kept.
    public static let goesOn = Interrupted(howToGoOn: "Run the same command again to go on.")
    /// What was done is dropped.
    public static let nothingWritten = Interrupted(
        howToGoOn: "Nothing was written; the same command starts from the beginning.")

    public var description: String { "Stopped. \(howToGoOn)" }
}
