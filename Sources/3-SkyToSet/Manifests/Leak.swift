public import Sky

/// A galaxy that stands in a training and in a test set: a figure measured on it says too much.
public struct Leak: Sendable, Equatable {
    /// One galaxy, as a set has it.
    public struct Galaxy: Sendable, Equatable {
        /// The set or its file.
        public let set: String
        /// Number of its row, 1 is the first.
        public let row: Int
        public let id: String
        public let position: SkyCoordinate?
        /// Path of its image, for the search; empty where it is not known.
        public let file: String

        public init(set: String, row: Int, id: String, position: SkyCoordinate?, file: String = "") {
            self.set = set
            self.row = row
            self.id = id
            self.position = position
            self.file = file
        }
    }

    /// What tells that two rows show one galaxy, the surest first.
    public enum Sharing: Sendable {
        case id, file, position
    }

    public let training: Galaxy
    public let test: Galaxy
    /// The best that both share.
    public let sharing: Sharing
    /// Distance of the two; nil when one has no position.
    public let separation: Angle?

    /// The rows of `test` that show a galaxy of `training`, one leak a test row, in order of `test`.
    ///
    /// Same galaxy means same id and not far apart, same image file or positions within `radius`.
    public static func find(
        training: [Manifest.Row], test: [Manifest.Row], radius: Angle = GalaxyGroups.standardRadius
    ) -> [Leak] {
        var leaks: [Leak] = []
        var best: SkyObjects.Pair?
        func take() {
            guard let pair = best else { return }
            let sharing: Sharing = pair.sharedKey == 0 ? .id : pair.sharedKey == 1 ? .file : .position
            leaks.append(
                Leak(
                    training: Galaxy(training[pair.right]), test: Galaxy(test[pair.left]), sharing: sharing,
                    separation: pair.separation))
        }
        // The same id says most, then the same file.
        func rank(_ pair: SkyObjects.Pair) -> Int { pair.sharedKey ?? .max }
        for pair in SkyObjects(test).pairs(with: SkyObjects(training), within: radius) {
            if let before = best, before.left == pair.left {
                if rank(pair) < rank(before) { best = pair }
            } else {
                take()
                best = pair
            }
        }
        take()
        return leaks
    }
}

extension Leak.Galaxy {
    fileprivate init(_ row: Manifest.Row) {
        self.init(set: row.manifest, row: row.row, id: row.id, position: row.position)
    }
}
