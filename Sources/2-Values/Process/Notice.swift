internal import Synchronization

/// What the user should know about data that are used all the same, such as a catalogue that its service has cut off.
///
/// Notices go to standard error, each text once, unless the caller collects them:
///
/// ```swift
/// let (table, notices) = try Notice.collect { try TableFile.read("answer.vot") }
/// ```
public enum Notice {
    private final class Collection: Sendable {
        let texts = Mutex<[String]>([])
    }

    @TaskLocal private static var collection: Collection?
    private static let told = Mutex<Set<String>>([])

    /// Tells the user `text`: what is wrong, in which file, and what to do.
    public static func report(_ text: String) {
        if let collection { return collection.texts.withLock { $0.append(text) } }
        guard told.withLock({ $0.insert(text).inserted }) else { return }
        StandardError.write("Warning: \(text)\n")
    }

    /// Runs `body`, and gives what was reported on this thread meanwhile instead of printing it.
    public static func collect<Result>(_ body: () throws -> Result) rethrows -> (result: Result, notices: [String]) {
        let collection = Collection()
        let result = try $collection.withValue(collection) { try body() }
        return (result, collection.texts.withLock { $0 })
    }
}
