/// Why a file could not be fetched.
public enum FetchError: Error, Equatable, CustomStringConvertible {
    /// The server answered with a status that asking again will not change.
    case status(url: String, code: Int)
    /// No whole answer came, as often as it was asked for.
    case network(url: String, attempts: Int, reason: String)
    /// What came is not what the publisher states. Nothing is kept.
    case wrongSum(url: String, algorithm: String, expected: String, found: String)
    /// The server sent a page for people.
    case webPage(url: String)
    /// Another process is fetching the same file.
    case busy(path: String)

    public var description: String {
        switch self {
        case .status(let url, let code):
            "\(url): the server answered \(code). " + Self.remedy(code)
        case .network(let url, let attempts, let reason):
            "\(url): \(reason), \(attempts == 1 ? "once" : "\(attempts) times"). "
                + "What has come is kept: run the same command again to go on."
        case .wrongSum(let url, let algorithm, let expected, let found):
            "\(url): the \(algorithm) is \(found), not \(expected) as its publisher states. "
                + "Do not use this file: remove it if it is there, and fetch it again."
        case .webPage(let url):
            "\(url): the server sent a web page instead of the file. "
                + "A network that asks for a login does that; open a page in a browser, then fetch again."
        case .busy(let path):
            "\(path) is being fetched by another process. Wait for it, then run the same command again."
        }
    }

    private static func remedy(_ code: Int) -> String {
        switch code {
        case 401, 403: "It does not give this file to everyone: fetch it by hand and give its path."
        case 404, 410: "The publisher has moved the file: fetch it by hand and give its path."
        default: "Try again later."
        }
    }
}
