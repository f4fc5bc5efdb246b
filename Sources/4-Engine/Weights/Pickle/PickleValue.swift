internal import Torch

/// A value of a pickle, without any behaviour. What contains others is a node, so that no depth of nesting and no circle
/// costs anything but its place in a list.
enum PickleValue {
    case none
    case bool(Bool)
    case int(Int)
    /// A whole number beyond 64 bits: its bytes as the file has them.
    case large([UInt8])
    case float(Double)
    case text(String)
    case bytes([UInt8])
    /// Its place in ``PickleMachine/nodes``.
    case node(Int)

    var int: Int? { if case .int(let value) = self { value } else { nil } }
    var text: String? { if case .text(let value) = self { value } else { nil } }
}

/// What contains other values, or stands for something of PyTorch's.
final class PickleNode {
    enum Kind {
        /// A list or a set.
        case list
        case tuple
        case dictionary
        /// A class or a function by its module and name, which nothing is done with.
        case global(String)
        case storage(PickledStorage)
        case tensor(PickledTensor)
        /// Of a class that is passed over; `items` are what was put into it, `state` what it would have been given.
        case object(String)
    }

    let kind: Kind
    /// The elements; of a dictionary its values.
    var items: [PickleValue] = []
    /// A dictionary's keys.
    var keys: [PickleValue] = []
    var state: PickleValue = .none
    /// Where the texts among the keys are.
    private var places: [String: Int] = [:]

    init(_ kind: Kind, _ items: [PickleValue] = []) {
        self.kind = kind
        self.items = items
    }

    /// Puts a value under a key, over what is there.
    func set(_ key: PickleValue, _ value: PickleValue) {
        if let text = key.text {
            if let place = places[text] {
                items[place] = value
                return
            }
            places[text] = items.count
        }
        keys.append(key)
        items.append(value)
    }

    /// The value under a text.
    subscript(_ key: String) -> PickleValue? { places[key].map { items[$0] } }
}

/// Numbers in a file, from which tensors are cut.
struct PickledStorage {
    /// Its name: in an archive that of the member.
    let key: String
    /// Nil where PyTorch's type is not one of this program's.
    let type: ScalarType?
    /// PyTorch's name of the type.
    let typeName: String
    /// Bytes of an element.
    let width: Int
    /// Elements that the whole storage claims to have.
    let whole: Int
    /// Elements of it that are meant.
    let range: Range<Int>
}

/// A tensor of a pickle: which elements of which storage.
struct PickledTensor {
    let storage: PickledStorage
    let type: ScalarType
    let shape: [Int]
    /// Elements from one to the next along each axis.
    let strides: [Int]
    /// The first element, from the storage's beginning.
    let offset: Int
}
