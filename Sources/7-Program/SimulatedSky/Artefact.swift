/// A fault of a survey's image that lies over an object.
enum Artefact: String, Sendable {
    case trail
    case badColumn = "bad_column"
    case spike
}
