internal import Files

/// Reads a pickle without running any of it: values come out, and what would be made by a class or a function of Python is
/// made here for the few of PyTorch's that tensors need, and passed over for all others.
///
/// Source: Python's `pickletools`, protocols 0 to 5.
struct PickleMachine {
    private(set) var reader: PickleReader
    private(set) var nodes: [PickleNode] = []
    /// Classes and functions that were passed over, in the order of their coming.
    var passedOver: [String] = []
    /// All storages by their keys.
    var storages: [String: PickledStorage] = [:]
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]

    /// More is not a file of weights.
    private static let most = 4_000_000

    init(_ reader: PickleReader) { self.reader = reader }

    /// The value of one pickle; the next one may stand behind it. Nodes stay.
    mutating func run() throws -> PickleValue {
        stack.removeAll()
        marks.removeAll()
        memo.removeAll()
        while true {
            let code = try reader.byte()
            if code == UInt8(ascii: ".") { return try pop() }
            try step(code)
            guard stack.count <= Self.most, nodes.count <= Self.most, memo.count <= Self.most else {
                throw reader.damaged("it has more values than a file of weights has")
            }
        }
    }

    private mutating func step(_ code: UInt8) throws {
        switch code {
        case 0x80: _ = try reader.byte()
        case 0x95: _ = try reader.take(8)
        case 0x82, 0x83, 0x84:
            _ = try reader.take(1 << (Int(code) - 0x82))
            stack.append(global("an extension"))
        case 0x97: throw reader.damaged("it keeps its bytes outside")
        case 0x98: break
        case UInt8(ascii: "("): marks.append(stack.count)
        case UInt8(ascii: "0"): if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
        case UInt8(ascii: "1"): _ = try sinceMark()
        case UInt8(ascii: "2"): stack.append(try top())
        case UInt8(ascii: "p"): try keep(reader.integerLine().int)
        case UInt8(ascii: "q"): try keep(Int(reader.byte()))
        case UInt8(ascii: "r"): try keep(reader.count(4))
        case 0x94: try keep(memo.count)
        case UInt8(ascii: "g"): try recall(reader.integerLine().int)
        case UInt8(ascii: "h"): try recall(Int(reader.byte()))
        case UInt8(ascii: "j"): try recall(reader.count(4))
        default: if try !scalar(code), try !container(code) { try construct(code) }
        }
    }

    private mutating func scalar(_ code: UInt8) throws -> Bool {
        switch code {
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88, 0x89: stack.append(.bool(code == 0x88))
        case UInt8(ascii: "I"), UInt8(ascii: "L"): stack.append(try reader.integerLine())
        case UInt8(ascii: "J"): stack.append(try reader.integer(4))
        case UInt8(ascii: "K"): stack.append(.int(try reader.count(1)))
        case UInt8(ascii: "M"): stack.append(.int(try reader.count(2)))
        case 0x8A: stack.append(try reader.integer(reader.count(1)))
        case 0x8B: stack.append(try reader.integer(reader.count(4)))
        case UInt8(ascii: "F"): stack.append(.float(Double(try reader.line()) ?? .nan))
        case UInt8(ascii: "G"): stack.append(try reader.double())
        case UInt8(ascii: "S"): stack.append(.text(String(try reader.line().dropFirst().dropLast())))
        case UInt8(ascii: "V"): stack.append(.text(try reader.line()))
        case UInt8(ascii: "T"), UInt8(ascii: "X"): stack.append(.text(try reader.text(4)))
        case UInt8(ascii: "U"), 0x8C: stack.append(.text(try reader.text(1)))
        case 0x8D: stack.append(.text(try reader.text(8)))
        case UInt8(ascii: "B"): stack.append(.bytes(try reader.block(4)))
        case UInt8(ascii: "C"): stack.append(.bytes(try reader.block(1)))
        case 0x8E, 0x96: stack.append(.bytes(try reader.block(8)))
        default: return false
        }
        return true
    }

    private mutating func container(_ code: UInt8) throws -> Bool {
        switch code {
        case UInt8(ascii: "]"), 0x8F: stack.append(add(.init(.list)))
        case UInt8(ascii: ")"): stack.append(add(.init(.tuple)))
        case UInt8(ascii: "}"): stack.append(add(.init(.dictionary)))
        case UInt8(ascii: "l"), 0x91: stack.append(add(.init(.list, try sinceMark())))
        case UInt8(ascii: "t"): stack.append(add(.init(.tuple, try sinceMark())))
        case 0x85, 0x86, 0x87: stack.append(add(.init(.tuple, try pop(Int(code) - 0x84))))
        case UInt8(ascii: "d"):
            let items = try sinceMark()
            stack.append(add(.init(.dictionary)))
            try put(items)
        case UInt8(ascii: "a"): try append(pop(1))
        case UInt8(ascii: "e"), 0x90: try append(sinceMark())
        case UInt8(ascii: "s"): try put(pop(2))
        case UInt8(ascii: "u"): try put(sinceMark())
        default: return false
        }
        return true
    }

    private mutating func construct(_ code: UInt8) throws {
        switch code {
        case UInt8(ascii: "c"): stack.append(global(try reader.line() + "." + reader.line()))
        case 0x93:
            let names = try pop(2).map { $0.text ?? "?" }
            stack.append(global("\(names[0]).\(names[1])"))
        case UInt8(ascii: "P"):
            _ = try reader.line()
            stack.append(add(.init(.object("a persistent object"))))
        case UInt8(ascii: "Q"): stack.append(try persistent(pop()))
        case UInt8(ascii: "R"), 0x81:
            let parts = try pop(2)
            stack.append(try call(parts[0], items(of: parts[1])))
        case 0x92:
            let parts = try pop(3)
            stack.append(try call(parts[0], items(of: parts[1])))
        case UInt8(ascii: "i"):
            let name = try global(reader.line() + "." + reader.line())
            stack.append(try call(name, sinceMark()))
        case UInt8(ascii: "o"):
            let parts = try sinceMark()
            guard let callee = parts.first else { throw reader.damaged("an object has no class") }
            stack.append(try call(callee, Array(parts.dropFirst())))
        case UInt8(ascii: "b"):
            let state = try pop()
            if case .object = node(try top())?.kind { node(try top())?.state = state }
        default: throw reader.damaged("\(code) is no code of a pickle")
        }
    }

    /// A new node.
    mutating func add(_ node: PickleNode) -> PickleValue {
        nodes.append(node)
        return .node(nodes.count - 1)
    }

    func node(_ value: PickleValue) -> PickleNode? { if case .node(let place) = value { nodes[place] } else { nil } }

    func items(of value: PickleValue) -> [PickleValue] { node(value)?.items ?? [] }

    /// A class or a function; what no name has, and errors should not print, is left out of its name.
    private mutating func global(_ name: String) -> PickleValue {
        add(
            .init(
                .global(String(name.prefix(100).map { $0.isLetter || $0.isNumber || "._<>".contains($0) ? $0 : "?" }))))
    }

    private func top() throws -> PickleValue {
        guard let value = stack.last, stack.count > marks.last ?? 0 else { throw reader.damaged("a value is missing") }
        return value
    }

    private mutating func pop() throws -> PickleValue {
        let value = try top()
        stack.removeLast()
        return value
    }

    private mutating func pop(_ count: Int) throws -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw reader.damaged("a value is missing") }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func sinceMark() throws -> [PickleValue] {
        guard let mark = marks.popLast() else { throw reader.damaged("a beginning is missing") }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func keep(_ place: Int?) throws {
        guard let place else { throw reader.damaged("a place is no number") }
        memo[place] = try top()
    }

    private mutating func recall(_ place: Int?) throws {
        guard let value = place.flatMap({ memo[$0] }) else {
            throw reader.damaged("a value is used before it is there")
        }
        stack.append(value)
    }

    /// Adds to the list at the top; to what is no list it is lost.
    private mutating func append(_ values: [PickleValue]) throws {
        if let list = node(try top()), case .list = list.kind { list.items += values }
    }

    /// Puts keys and values into the dictionary at the top, or into an object that would take them.
    private mutating func put(_ pairs: [PickleValue]) throws {
        guard pairs.count.isMultiple(of: 2) else { throw reader.damaged("a key has no value") }
        guard let target = node(try top()) else { return }
        switch target.kind {
        case .dictionary, .object:
            for place in stride(from: 0, to: pairs.count, by: 2) { target.set(pairs[place], pairs[place + 1]) }
        case .list, .tuple, .global, .storage, .tensor: break
        }
    }
}
