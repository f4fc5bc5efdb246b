internal import CWCSLib
public import Files

/// A world coordinate system that WCSLib cannot read, or a position that it cannot place.
public struct WCSError: BadInput, Sendable, Equatable, CustomStringConvertible {
    /// WCSLib's status code; 0 when the check was made here.
    public let code: Int
    /// What was wrong, in WCSLib's words where it has some.
    public let message: String

    init(code: Int = 0, message: String) {
        self.code = code
        self.message = message
    }

    public var description: String {
        code == 0 ? message : "\(message) (WCSLib status \(code))"
    }

    static func check(_ status: Int32, _ native: UnsafeMutablePointer<wcsprm>?, doing: String) throws(WCSError) {
        guard status != 0 else { return }
        let detail: String =
            switch status {
            case 2: "out of memory"
            case 3: "a linear transformation matrix is singular"
            case 4: "inconsistent or unrecognised coordinate axis types"
            case 5: "invalid parameter value"
            case 6: "invalid coordinate transformation parameters"
            case 7: "ill-conditioned coordinate transformation parameters"
            case 8: "invalid pixel coordinate"
            case 9: "invalid world coordinate"
            case 12: "invalid subimage specification"
            case 13: "non-separable subimage coordinate system"
            default: "WCSLib failed"
            }
        throw WCSError(code: Int(status), message: "\(doing): \(detail)")
    }
}
