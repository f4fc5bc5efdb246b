internal import CHDF5
internal import Files
internal import Synchronization

/// HDF5's list of properties that asks for nothing special (the macro H5P_DEFAULT).
private let defaultProperties: hid_t = 0

/// An HDF5 file opened for reading: string attributes and arrays of floating-point numbers.
///
/// Debian's libhdf5 is not thread-safe; every call goes through one lock. Each call's own status is checked, and what
/// is wrong with a file is an `InputError` that names the file and the place inside it.
final class HDF5File {
    /// One array of the file.
    struct Dataset {
        /// Path inside the file.
        let path: String
        let shape: [Int]
        /// Kind and width of an element, for instance `float32`.
        let type: String
    }

    /// The file's name for messages.
    let path: String
    private let file: hid_t
    private static let library = Mutex<Void>(())
    private static let silenced: Void = tf_h5_silence()

    /// Opens `path`, or the file's `bytes` where they are in memory. Throws `InputError` when it is missing or is not HDF5.
    init(_ path: String, bytes: UnsafeRawBufferPointer? = nil) throws {
        self.path = path
        file = try Self.library.withLock { _ in
            _ = Self.silenced
            let file =
                bytes.map { tf_h5_open_image("\(path)/", $0.baseAddress, $0.count) } ?? tf_h5_open_for_reading(path)
            guard file >= 0 else {
                throw InputError(
                    file: path, problem: "This is not a readable HDF5 file (\(String(cString: tf_h5_reason())))",
                    remedy: "Fetch it again; a truncated download looks like this")
            }
            return file
        }
    }

    deinit {
        let file = file
        Self.library.withLock { _ in _ = H5Fclose(file) }
    }

    /// True when `path` begins with HDF5's signature.
    static func isHDF5(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.prefix(8).elementsEqual([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    /// True when the file has a group or a dataset at `place`, whose parents exist.
    func contains(_ place: String) -> Bool {
        Self.library.withLock { _ in H5Lexists(file, place, defaultProperties) > 0 }
    }

    /// Names of what is in the group `place`, in alphabetical order; none where it is no group.
    func members(of place: String) -> [String] {
        Self.library.withLock { _ in
            let group = H5Oopen(file, place, defaultProperties)
            guard group >= 0 else { return [] }
            defer { H5Oclose(group) }
            var info = H5G_info_t()
            guard H5Iget_type(group) == H5I_GROUP, H5Gget_info(group, &info) >= 0 else { return [] }
            var name = [CChar](repeating: 0, count: 1 << 10)
            return (0..<min(info.nlinks, 1 << 16)).compactMap { number in
                let length = H5Lget_name_by_idx(
                    group, ".", H5_INDEX_NAME, H5_ITER_INC, number, &name, name.count, defaultProperties)
                guard length > 0, length < name.count else { return nil }
                return String(decoding: name.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
        }
    }

    /// The strings of the attribute `name` of the group `place`; nil when there is none.
    ///
    /// Lists that do not fit into one attribute are stored by Keras as `name0`, `name1`, …; they come back joined.
    func strings(_ name: String, of place: String) throws -> [String]? {
        try Self.library.withLock { _ in
            let group = H5Oopen(file, place, defaultProperties)
            guard group >= 0 else { throw failure("'\(place)' cannot be opened") }
            defer { H5Oclose(group) }
            if H5Aexists(group, name) > 0 { return try attribute(name, of: group, at: place) }
            guard H5Aexists(group, "\(name)0") > 0 else { return nil }
            var joined: [String] = []
            var part = 0
            while H5Aexists(group, "\(name)\(part)") > 0 {
                joined += try attribute("\(name)\(part)", of: group, at: place)
                part += 1
            }
            return joined
        }
    }

    private func attribute(_ name: String, of group: hid_t, at place: String) throws -> [String] {
        let attribute = H5Aopen(group, name, defaultProperties)
        guard attribute >= 0 else { throw failure("attribute '\(name)' of '\(place)' cannot be opened") }
        defer { H5Aclose(attribute) }
        let type = H5Aget_type(attribute)
        let space = H5Aget_space(attribute)
        defer {
            H5Tclose(type)
            H5Sclose(space)
        }
        guard type >= 0, space >= 0 else { throw failure("attribute '\(name)' of '\(place)' cannot be read") }
        // Of a layer without weights Keras saves an empty list of numbers.
        let count = Int(H5Sget_simple_extent_npoints(space))
        if count == 0 { return [] }
        guard H5Tget_class(type) == H5T_STRING else {
            throw failure("attribute '\(name)' of '\(place)' is not a list of strings")
        }
        guard count > 0, count <= 1 << 20 else { throw failure("attribute '\(name)' of '\(place)' has no sane size") }
        if H5Tis_variable_str(type) > 0 {
            var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
            guard H5Aread(attribute, type, &pointers) >= 0 else {
                throw failure("attribute '\(name)' of '\(place)' cannot be read")
            }
            defer { H5Dvlen_reclaim(type, space, defaultProperties, &pointers) }
            return pointers.map { $0.map { String(cString: $0) } ?? "" }
        }
        let width = H5Tget_size(type)
        guard width > 0, width <= 1 << 16 else { throw failure("attribute '\(name)' of '\(place)' has no sane size") }
        var bytes = [UInt8](repeating: 0, count: count * width)
        guard H5Aread(attribute, type, &bytes) >= 0 else {
            throw failure("attribute '\(name)' of '\(place)' cannot be read")
        }
        return (0..<count).map { item in
            String(decoding: bytes[(item * width)..<((item + 1) * width)].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// Shape and type of the array at `place`, without reading it.
    func dataset(_ place: String) throws -> Dataset {
        try Self.library.withLock { _ in
            try withDataset(place) { dataset, shape in
                let type = H5Dget_type(dataset)
                guard type >= 0 else { throw failure("the type of '\(place)' cannot be read") }
                defer { H5Tclose(type) }
                let bits = H5Tget_size(type) * 8
                let kind =
                    switch H5Tget_class(type) {
                    case H5T_FLOAT: "float\(bits)"
                    case H5T_INTEGER: "int\(bits)"
                    case H5T_STRING: "string"
                    default: "other"
                    }
                return Dataset(path: place, shape: shape, type: kind)
            }
        }
    }

    /// The numbers of the array at `place`, row-major, converted to 32-bit floats.
    func floats(_ place: String) throws -> [Float] {
        try Self.library.withLock { _ in
            try withDataset(place) { dataset, shape in
                var count = 1
                for extent in shape {
                    let (product, overflow) = count.multipliedReportingOverflow(by: extent)
                    guard !overflow, product <= 1 << 30 else {
                        throw failure("'\(place)' claims \(shape) elements, which is too large for weights")
                    }
                    count = product
                }
                var failed = false
                let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
                    buffer.initialize(repeating: 0)
                    let status = H5Dread(dataset, tf_h5_float(), 0, 0, defaultProperties, buffer.baseAddress)
                    failed = status < 0
                    initialized = count
                }
                guard !failed else { throw failure("'\(place)' cannot be read") }
                return values
            }
        }
    }

    private func withDataset<T>(_ place: String, _ body: (hid_t, [Int]) throws -> T) throws -> T {
        let dataset = H5Dopen2(file, place, defaultProperties)
        guard dataset >= 0 else { throw failure("'\(place)' is not an array of this file") }
        defer { H5Dclose(dataset) }
        let space = H5Dget_space(dataset)
        guard space >= 0 else { throw failure("the shape of '\(place)' cannot be read") }
        defer { H5Sclose(space) }
        let rank = H5Sget_simple_extent_ndims(space)
        guard rank >= 0, rank <= 32 else { throw failure("the shape of '\(place)' cannot be read") }
        var extents = [hsize_t](repeating: 0, count: Int(rank))
        guard H5Sget_simple_extent_dims(space, &extents, nil) >= 0 else {
            throw failure("the shape of '\(place)' cannot be read")
        }
        return try body(dataset, extents.map { Int(clamping: $0) })
    }

    /// The error for this file, with HDF5's own reason.
    private func failure(_ what: String) -> InputError {
        let reason = String(cString: tf_h5_reason())
        return InputError(
            file: path,
            problem: what.prefix(1).uppercased() + what.dropFirst() + (reason.isEmpty ? "" : " (\(reason))"),
            remedy: "Fetch the file again, or choose another")
    }
}
