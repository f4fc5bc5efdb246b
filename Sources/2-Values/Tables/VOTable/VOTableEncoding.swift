/// How the cells of a VOTable are written.
package enum VOTableEncoding: Sendable {
    /// As text, one element a cell: readable and large.
    case tableData
    /// As big-endian numbers in base64: exact, and a third of the size.
    case binary2
}
