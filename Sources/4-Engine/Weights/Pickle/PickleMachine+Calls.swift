internal import Files
internal import Torch

/// What PyTorch's pickles call. Nothing is ever run: a tensor is put together from the numbers that describe it, and of any
/// other class or function only the name is kept.
extension PickleMachine {
    /// The value of `callee(arguments…)`.
    ///
    /// Throws `InputError` for a function that does something to the machine that it runs on.
    mutating func call(_ callee: PickleValue, _ arguments: [PickleValue]) throws -> PickleValue {
        guard case .global(let name) = node(callee)?.kind else { return add(.init(.object("?"))) }
        if Self.isAction(name) {
            throw InputError(
                file: reader.path,
                problem: "This pickle holds a call of '\(name)', which was not run: weights need no such call",
                remedy: "Do not use this file, and open it with no other program; take the weights from their publisher"
            )
        }
        switch name {
        case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3":
            return try tensor(name, arguments)
        case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
            "torch._utils._rebuild_device_tensor_from_cpu_tensor", "torch._tensor._rebuild_parameter":
            guard let data = arguments.first else { throw reader.damaged("a parameter has no tensor") }
            return data
        case "torch._tensor._rebuild_from_type_v2" where arguments.count > 2:
            // The function, the class and the arguments; the function is one of the above.
            guard case .global(let inner) = node(arguments[0])?.kind, !inner.hasSuffix("_rebuild_from_type_v2") else {
                return passOver(name)
            }
            return try call(arguments[0], items(of: arguments[2]))
        case "collections.OrderedDict", "collections.defaultdict", "builtins.dict", "__builtin__.dict":
            let made = PickleNode(.dictionary)
            // Protocol 2 has pairs; a defaultdict's first argument makes its values.
            for pair in arguments.flatMap({ items(of: $0) }).map({ items(of: $0) }) where pair.count == 2 {
                made.set(pair[0], pair[1])
            }
            return add(made)
        case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset", "builtins.list":
            return add(.init(.list, items(of: arguments.first ?? .none)))
        case "torch.Size", "builtins.tuple": return add(.init(.tuple, items(of: arguments.first ?? .none)))
        case "_codecs.encode", "builtins.bytes", "builtins.bytearray":
            return .bytes((arguments.first?.text ?? "").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
        default: return passOver(name)
        }
    }

    private mutating func passOver(_ name: String) -> PickleValue {
        if passedOver.count < 20, !passedOver.contains(name) { passedOver.append(name) }
        return add(.init(.object(name)))
    }

    /// True for what acts on the machine, and for what finds or makes functions that do.
    private static func isAction(_ name: String) -> Bool {
        let module = name.prefix { $0 != "." }
        if ["builtins", "__builtin__", "io", "_io"].contains(module) {
            return [
                "eval", "exec", "execfile", "compile", "open", "open_code", "file", "FileIO", "getattr", "setattr",
                "delattr",
                "__import__", "input", "globals", "locals", "breakpoint", "apply", "map", "filter", "exit", "quit",
            ].contains(name.dropFirst(module.count + 1))
        }
        return [
            "os", "posix", "nt", "subprocess", "commands", "popen2", "sys", "importlib", "imp", "runpy", "socket",
            "shutil",
            "pty", "ctypes", "code", "codeop", "pdb", "bdb", "timeit", "profile", "cProfile", "webbrowser", "asyncio",
            "multiprocessing", "_thread", "pickle", "_pickle", "cPickle", "marshal", "operator", "_operator", "pip",
            "urllib", "urllib2", "http", "httplib", "ftplib", "smtplib", "telnetlib", "xmlrpc", "requests", "zipimport",
            "pkgutil", "pydoc", "idlelib", "venv", "ensurepip", "sqlite3",
        ].contains(module)
    }

    /// What a persistent identifier stands for: `('storage', type, key, place, elements)`, in old files with a part of it.
    mutating func persistent(_ value: PickleValue) throws -> PickleValue {
        let parts = items(of: value)
        guard parts.count >= 5, parts[0].text == "storage", case .global(let name) = node(parts[1])?.kind,
            let key = parts[2].text ?? parts[2].int.map(String.init), let whole = parts[4].int, whole >= 0
        else { return passOver("a persistent object") }
        let typeName = String(name.split(separator: ".").last ?? "")
        let (type, width) = Self.storageType(typeName)
        guard width > 0, whole <= Int.max / 64 else { return passOver(name) }
        var range = 0..<whole
        if parts.count > 5, case let view = items(of: parts[5]), view.count == 3, let start = view[1].int,
            let count = view[2].int
        {
            guard start >= 0, count >= 0, start <= whole, count <= whole - start else {
                throw reader.damaged("a part of storage '\(key)' lies outside of it")
            }
            range = start..<start + count
        }
        let storage = PickledStorage(
            key: key, type: type, typeName: typeName, width: width, whole: whole, range: range)
        storages[key] = storages[key] ?? storage
        return add(.init(.storage(storage)))
    }

    /// The type that a storage's class says, and bytes of an element; no width for a class that is not known.
    private static func storageType(_ name: String) -> (ScalarType?, width: Int) {
        let types: [String: ScalarType] = [
            "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
            "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8,
            "ByteStorage": .uint8, "BoolStorage": .bool, "UntypedStorage": .uint8,
        ]
        let others = [
            "ComplexFloatStorage": 8, "ComplexDoubleStorage": 16, "QInt8Storage": 1, "QUInt8Storage": 1,
            "QInt32Storage": 4, "QUInt4x2Storage": 1, "QUInt2x4Storage": 1,
        ]
        return types[name].map { ($0, $0.byteCount) } ?? (nil, others[name] ?? 0)
    }

    /// A tensor from storage, offset, lengths and strides of its axes; the third form names the type as well.
    private mutating func tensor(_ name: String, _ arguments: [PickleValue]) throws -> PickleValue {
        guard arguments.count >= 4, let offset = arguments[1].int, offset >= 0,
            case let shape = items(of: arguments[2]).compactMap(\.int),
            case let strides = items(of: arguments[3]).compactMap(\.int),
            shape.count == items(of: arguments[2]).count, strides.count == shape.count, shape.count <= 32,
            (shape + strides).allSatisfy({ $0 >= 0 })
        else { throw reader.damaged("a tensor is not described as PyTorch does") }
        guard case .storage(var storage) = node(arguments[0])?.kind else { return passOver(name) }
        var type = storage.type
        if name.hasSuffix("_v3"), arguments.count > 6 {
            guard case .global(let typeName) = node(arguments[6])?.kind else { return passOver(name) }
            type = ScalarType.allCases.first { "torch.\($0)" == typeName }
            guard let type else { return passOver("a tensor of \(typeName)") }
            storage = PickledStorage(
                key: storage.key, type: type, typeName: storage.typeName, width: type.byteCount,
                whole: storage.whole * storage.width / type.byteCount,
                range: 0..<storage.range.count * storage.width / type.byteCount)
        }
        guard let type else { return passOver("a tensor of \(storage.typeName)") }
        var count = 1
        var last = offset
        for (length, stride) in zip(shape, strides) {
            let (product, isTooMany) = count.multipliedReportingOverflow(by: length)
            let (reach, isTooFar) = max(length - 1, 0).multipliedReportingOverflow(by: stride)
            let (sum, isBeyond) = last.addingReportingOverflow(reach)
            guard !isTooMany, !isTooFar, !isBeyond else { throw beyond(shape, storage) }
            (count, last) = (product, sum)
        }
        // An axis may be repeated (stride 0), but not to fill the memory.
        guard count == 0 || last < storage.range.count, count <= max(storage.range.count, 1 << 20) else {
            throw beyond(shape, storage)
        }
        return add(
            .init(.tensor(.init(storage: storage, type: type, shape: shape, strides: strides, offset: offset))))
    }

    private func beyond(_ shape: [Int], _ storage: PickledStorage) -> InputError {
        reader.damaged("a tensor of \(shape) reaches beyond its storage of \(storage.range.count) numbers")
    }
}
