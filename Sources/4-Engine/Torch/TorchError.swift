internal import CTorch

/// What libtorch refused to do: a shape that does not fit, memory that is not there, an operator that is unknown.
public struct TorchError: Error, Sendable, CustomStringConvertible {
    /// What was asked for, such as `aten::conv2d`.
    public let operation: String
    /// libtorch's own words, without its C++ stack trace.
    public let message: String

    public var description: String { "\(operation): \(message)" }

    package init(operation: String, message: String) {
        self.operation = operation
        self.message = message
    }

    /// Takes over the text of a failed C call and frees it.
    init(operation: String, consuming error: ct_error?) {
        self.operation = operation
        guard let error else {
            message = "failed without a reason"
            return
        }
        let text = String(cString: error)
        libtorch.error_free(error)
        message = String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// Runs one C call and turns its own status into an error.
@inline(__always)
func checked(_ operation: StaticString, _ body: (inout ct_error?) -> Bool) throws(TorchError) {
    var error: ct_error?
    if !body(&error) { throw TorchError(operation: "\(operation)", consuming: error) }
}
