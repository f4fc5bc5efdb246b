internal import Files

/// What is wrong with a record; its row is known to whoever counts the blocks.
enum CSVFault: Error {
    /// Number of the cell (1 is the first) whose quotation mark is never closed.
    case unclosed(cell: Int)
    /// Number of the cell that goes on after its closing quotation mark.
    case textAfterQuote(cell: Int)
    case zeroByte
    /// Number of cells of a record that has more or fewer than the header.
    case ragged(cells: Int)

    /// The error for the user; `row` 0 is the header.
    ///
    /// - Parameter columns: of the header.
    func error(path: String, row: Int, columns: Int, separator: CSVDialect.Separator) -> InputError {
        let row = row == 0 ? nil : row
        switch self {
        case .unclosed(let cell):
            return InputError(
                file: path, row: row, problem: "the quotation mark that opens cell \(cell) is never closed",
                remedy: "Inside a quoted cell a quotation mark is written twice")
        case .textAfterQuote(let cell):
            return InputError(
                file: path, row: row,
                problem: "there is text after the quotation mark that closes cell \(cell)",
                remedy: "Inside a quoted cell a quotation mark is written twice")
        case .zeroByte:
            return InputError(
                file: path, row: row, problem: "there is a zero byte: the file is not text",
                remedy: "Give a CSV file, or name the file by its true format")
        case .ragged(let cells):
            return InputError(
                file: path, row: row,
                problem: "the row has \(cells) \(cells == 1 ? "cell" : "cells"), the header \(columns)",
                remedy: "Put quotation marks around cells that contain a \(separator.words) or a line end")
        }
    }
}
