internal import CZLib

/// A ZIP archive, mapped: what is not looked at is never read. Members are stored or deflated; 64-bit sizes are known.
///
/// Source: PKWARE's APPNOTE.TXT, 4.3 and 4.5.3.
package final class ZipArchive {
    /// One file of the archive.
    package struct Member: Sendable {
        package let name: String
        /// False where the bytes lie in the archive as they are.
        package let isDeflated: Bool
        /// Bytes once it is decompressed.
        package let size: Int
        /// Where its bytes lie in the archive.
        package let range: Range<Int>
        let crc: UInt32
    }

    package let path: String
    package let members: [Member]
    private let file: MappedFile

    package static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    /// Reads the list of members. Throws ``InputError`` when the archive is cut short or damaged, or a member is
    /// encrypted or compressed in another way.
    package init(_ path: String) throws {
        self.path = path
        let file = try MappedFile(path)
        self.file = file
        members = try List(path: path, bytes: file.bytes).members()
    }

    /// The member of a name; nil where there is none.
    package func member(_ name: String) -> Member? { members.first { $0.name == name } }

    /// The bytes of a member that is stored as it is, in the mapped file.
    package func stored(_ member: Member) -> UnsafeRawBufferPointer {
        precondition(!member.isDeflated, "'\(member.name)' is compressed")
        return UnsafeRawBufferPointer(rebasing: file.bytes[member.range])
    }

    /// The whole member. Throws ``InputError`` when it is damaged or has more than `limit` bytes.
    package func contents(_ member: Member, limit: Int) throws -> [UInt8] {
        guard member.size <= limit else {
            throw Self.damaged(path, "'\(member.name)' has \(member.size) bytes, which cannot be right")
        }
        var result: [UInt8] = []
        result.reserveCapacity(member.size)
        try read(member) { result.append(contentsOf: $0) }
        return result
    }

    /// Gives the bytes of a member to `body`, piece by piece. Throws ``InputError`` when size or sum are not as stated,
    /// after all pieces were given.
    package func read(_ member: Member, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var sum: UInt = 0
        var count = 0
        func give(_ piece: UnsafeRawBufferPointer) throws {
            count += piece.count
            guard count <= member.size else { return }
            sum = crc32(sum, piece.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(piece.count))
            try body(piece)
        }
        var rest = UnsafeRawBufferPointer(rebasing: file.bytes[member.range])
        if member.isDeflated {
            let inflater = try Inflater(path: path, wrapping: .none)
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            repeat {
                let (taken, given) = try buffer.withUnsafeMutableBytes {
                    try inflater.inflate(.init(rebasing: rest.prefix(1 << 30)), into: $0)
                }
                rest = .init(rebasing: rest.dropFirst(taken))
                try buffer.withUnsafeBytes { try give(.init(rebasing: $0.prefix(given))) }
                if taken == 0 && given == 0 { break }
            } while inflater.isInsideMember && count <= member.size
        } else {
            while !rest.isEmpty {
                try give(.init(rebasing: rest.prefix(1 << 18)))
                rest = .init(rebasing: rest.dropFirst(1 << 18))
            }
        }
        // PyTorch can be told to make no sums, and then states 0.
        guard count == member.size, sum == UInt(member.crc) || member.crc == 0 else {
            throw Self.damaged(path, "'\(member.name)' is not what the archive says of it")
        }
    }

    fileprivate static func damaged(_ path: String, _ what: String) -> InputError {
        InputError(
            file: path, problem: "This archive (ZIP) is cut short or damaged: \(what)", remedy: "Fetch the file again")
    }

    /// The list at an archive's end.
    private struct List {
        let path: String
        let bytes: UnsafeRawBufferPointer

        func members() throws -> [Member] {
            let end = try endRecord()
            var count = number(end + 10, 2)
            var start = number(end + 16, 4)
            if count == 0xFFFF || start == 0xFFFF_FFFF, end >= 20, number(end - 20, 4) == 0x0706_4B50 {
                let record = number(end - 12, 8)
                guard record >= 0, record <= bytes.count - 56, number(record, 4) == 0x0606_4B50 else {
                    throw damaged("its list is not where it should be")
                }
                count = number(record + 32, 8)
                start = number(record + 48, 8)
            }
            guard start >= 0, start <= end, count >= 0, count <= (end - start) / 46 else {
                throw damaged("its list of \(count) members does not fit into it")
            }
            var place = start
            return try (0..<count).map { _ in try member(&place, end) }
        }

        /// Where the record begins that ends the archive; a comment may follow it.
        private func endRecord() throws -> Int {
            var place = bytes.count - 22
            while place >= 0, place >= bytes.count - 22 - 0xFFFF {
                if number(place, 4) == 0x0605_4B50 { return place }
                place -= 1
            }
            throw damaged("it has no list of members at its end")
        }

        private func member(_ place: inout Int, _ end: Int) throws -> Member {
            guard place <= end - 46, number(place, 4) == 0x0201_4B50 else { throw damaged("its list breaks off") }
            let nameEnd = place + 46 + number(place + 28, 2)
            let extraEnd = nameEnd + number(place + 30, 2)
            guard extraEnd + number(place + 32, 2) <= end else { throw damaged("its list breaks off") }
            let name = String(decoding: bytes[place + 46..<nameEnd], as: UTF8.self)
            let method = number(place + 10, 2)
            guard number(place + 8, 2) & 1 == 0, method == 0 || method == 8 else {
                throw InputError(
                    file: path,
                    problem: "'\(name)' of this archive (ZIP) is encrypted or compressed in a way not read here",
                    remedy: "Unpack it, and give the file itself")
            }
            var stored = number(place + 20, 4)
            var size = number(place + 24, 4)
            var header = number(place + 42, 4)
            var extra = nameEnd
            while extra + 4 <= extraEnd {
                let next = extra + 4 + number(extra + 2, 2)
                if number(extra, 2) == 1, next <= extraEnd {
                    var value = extra + 4
                    func wide(_ field: inout Int) {
                        guard field == 0xFFFF_FFFF, value + 8 <= next else { return }
                        field = number(value, 8)
                        value += 8
                    }
                    wide(&size)
                    wide(&stored)
                    wide(&header)
                }
                extra = next
            }
            guard header >= 0, header <= bytes.count - 30, number(header, 4) == 0x0403_4B50 else {
                throw damaged("'\(name)' is not where it should be")
            }
            let first = header + 30 + number(header + 26, 2) + number(header + 28, 2)
            // Deflate makes at most 1032 bytes of one.
            guard first <= bytes.count, stored >= 0, stored <= bytes.count - first, size >= 0,
                method == 0 ? size == stored : size / 1040 <= stored
            else { throw damaged("'\(name)' goes beyond its end") }
            let crc = UInt32(number(place + 16, 4))
            place = extraEnd + number(place + 32, 2)
            return Member(name: name, isDeflated: method == 8, size: size, range: first..<first + stored, crc: crc)
        }

        /// The number of `width` bytes at `place`, little-endian; below zero where it fits no `Int`.
        private func number(_ place: Int, _ width: Int) -> Int {
            var value: UInt64 = 0
            for byte in (0..<width).reversed() { value = value << 8 | UInt64(bytes[place + byte]) }
            return Int(truncatingIfNeeded: value)
        }

        private func damaged(_ what: String) -> InputError { ZipArchive.damaged(path, what) }
    }
}
