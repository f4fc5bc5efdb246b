/// Version of the program and its libraries.
public enum ProgramVersion {
    /// Semantic version, as `tuningfork --version` prints it.
    public static let current = "0.1.0"
}
