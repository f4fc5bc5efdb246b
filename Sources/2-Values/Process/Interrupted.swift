/// The work was stopped by a signal; see ``StopSignal``.
public struct Interrupted: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is left of it, and what to do.
    public let howToGoOn: String

    public init(howToGoOn: String) { self.howToGoOn = howToGoOn }

    /// What was done is kept, and the same command goes on with it.
    public static let goesOn = Interrupted(howToGoOn: "Run the same command again to go on.")

    public var description: String { "Stopped. \(howToGoOn)" }
}
