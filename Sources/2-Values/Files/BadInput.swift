/// An error whose cause lies in what the program was given: a file, a table, an image, a set of weights.
///
/// The command line ends with `ExitStatus.badData` on any error that conforms.
public protocol BadInput: Error {}
