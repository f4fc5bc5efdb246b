/// Names of the columns of a table to be written, no two of which differ in case only: readers of FITS files and databases
/// cannot tell such columns apart.
package struct FreeNames {
    /// How a column is called whose name is taken.
    package enum Renaming: Sendable {
        case prefix(String)
        case suffix(String)

        func applied(to name: String) -> String {
            switch self {
            case .prefix(let prefix): prefix + name
            case .suffix(let suffix): name + suffix
            }
        }
    }

    private var taken: Set<String>

    package init(taken: some Sequence<String> = []) {
        self.taken = Set(taken.map { $0.lowercased() })
    }

    /// Takes a name; false when it is taken already.
    package mutating func take(_ name: String) -> Bool { taken.insert(name.lowercased()).inserted }

    /// Takes `name`, renamed as often as needed.
    package mutating func takeFree(_ name: String, _ renaming: Renaming) -> String {
        var name = name
        while !take(name) { name = renaming.applied(to: name) }
        return name
    }
}
