internal import CFITSIO
internal import Files

extension FITSFile {
    /// Compares a unit's data with the sum that its header states (DATASUM; FITS standard 4.0, section 4.4.2.7).
    ///
    /// The sum is of the bytes in the file: of a tile-compressed image those of the table that holds it. One changed bit
    /// always changes it. All bytes of the unit are read.
    /// - Parameter hdu: from 0.
    /// - Returns: false when there is nothing to compare: no card, or a file that is compressed as a whole, whose own sum
    ///   was checked when it was opened.
    /// - Throws: when the sums differ, or the file ends within the data.
    @discardableResult
    public func checkData(hdu: Int) throws(FITSError) -> Bool {
        try locked { () throws(FITSError) in
            try move(to: hdu)
            guard let stated = try statedSum(hdu: hdu) else { return false }
            var header = Int64(0)
            var start = Int64(0)
            var end = Int64(0)
            var status: Int32 = 0
            ffghadll(handle, &header, &start, &end, &status)
            try FITSError.check(status, file: path, hdu: hdu, doing: "its data cannot be found")
            if mapped == nil { mapped = try? MappedFile(path) }
            guard let mapped, mapped.bytes.starts(with: "SIMPLE".utf8) else { return false }
            guard start >= 0, start <= end, Int(end) <= mapped.bytes.count else {
                throw FITSError(
                    file: path, hdu: hdu,
                    message: "the file ends in its data: it has \(mapped.bytes.count) bytes and needs \(end)")
            }
            let sum = mapped.dataSum(Int(start)..<Int(end))
            guard sum == UInt32(stated) else {
                throw FITSError(
                    file: path, hdu: hdu,
                    message: "the data are damaged: their sum is \(sum), the header says \(stated) (DATASUM)")
            }
            return true
        }
    }

    private func statedSum(hdu: Int) throws(FITSError) -> String? {
        var status: Int32 = 0
        var value = [CChar](repeating: 0, count: 72)
        ffgkys(handle, "DATASUM", &value, nil, &status)
        if status == KEY_NO_EXIST || status == VALUE_UNDEFINED {
            ffcmsg()
            return nil
        }
        try FITSError.check(status, file: path, hdu: hdu, doing: "the sum of its data (DATASUM) cannot be read")
        let text = FITSError.text(value).filter { $0 != " " }
        return text.isEmpty ? nil : text
    }
}

extension MappedFile {
    /// Bytes after which the memory that holds them is given back.
    private static let window = 2880 << 14

    fileprivate func dataSum(_ range: Range<Int>) -> UInt32 {
        var sum = DataSum()
        for start in stride(from: range.lowerBound, to: range.upperBound, by: MappedFile.window) {
            let end = min(start + MappedFile.window, range.upperBound)
            sum.add(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            release()
        }
        return sum.value
    }
}
