/// A whole answer that came with a status of success.
public struct HTTPAnswer: Sendable, Equatable {
    /// Address that was asked for.
    public let url: String
    /// 200…299.
    public let status: Int
    /// Lines of the head by name, in lower case.
    public let fields: [String: String]
    /// The content, decompressed.
    public let body: [UInt8]

    public init(url: String, status: Int, fields: [String: String], body: [UInt8]) {
        self.url = url
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// What the server says the body is, in lower case without parameters: `image/jpeg`; empty when it does not say.
    public var contentType: String {
        let type = fields["content-type"]?.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
        return type.lowercased().filter { !$0.isWhitespace }
    }
}
