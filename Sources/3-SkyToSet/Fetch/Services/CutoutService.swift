internal import Cutouts
internal import Files
internal import HTTP
internal import Sky

/// A server of cutouts.
protocol CutoutService: Sendable {
    /// Asks for one galaxy and looks at what came.
    ///
    /// - Parameter scratch: a directory for files that are removed before this returns.
    /// - Throws: ``FetchTrouble`` when there is no right cutout; other errors, such as `WriteError`, concern all galaxies.
    func fetch(_ galaxy: CutoutRequest, client: HTTPClient, scratch: ScratchFiles) throws -> FetchedCutout

    /// The address that is asked first, for tables and messages.
    func address(of galaxy: CutoutRequest) -> String
}

/// A cutout that came and is right.
struct FetchedCutout: Sendable {
    /// The picture, a JPEG file.
    var picture: [UInt8]
    /// What it was made from: endings of the names (`fits`, `i.fits`), and the files.
    var images: [(suffix: String, bytes: [UInt8])] = []
    /// Share of the picture that is padding; nil where the service does not say.
    var missingFraction: Double?
    /// Share of the pixels that could not be used; nil where the service does not say.
    var maskedFraction: Double?
    var flags = ""
    /// Requests that were made.
    var attempts = 1
}

/// Why there is no right cutout of one galaxy.
struct FetchTrouble: Error, Sendable, Equatable {
    let url: String
    let attempts: Int
    let reason: String
    /// True when asking again will not help.
    let isPermanent: Bool
    /// True when the work was stopped before there was an answer.
    let wasStopped: Bool
    /// True when the server is not there, or does not work at present.
    let isOutage: Bool
    /// True when no way leads to the server.
    let isOffline: Bool

    init(
        url: String, attempts: Int = 1, reason: String, isPermanent: Bool, wasStopped: Bool = false,
        isOutage: Bool = false, isOffline: Bool = false
    ) {
        self.wasStopped = wasStopped
        self.isOutage = isOutage
        self.isOffline = isOffline
        self.url = url
        self.attempts = attempts
        self.reason = reason
        self.isPermanent = isPermanent
    }

    /// - Parameter earlier: requests made for the same galaxy before.
    init(_ failure: HTTPFailure, earlier: Int = 0) {
        let isOffline = if case .offline = failure.reason { true } else { false }
        self.init(
            url: failure.url, attempts: failure.attempts + earlier, reason: failure.description,
            isPermanent: failure.isPermanent, wasStopped: failure.reason == .stopped, isOutage: failure.isOutage,
            isOffline: isOffline)
    }
}
