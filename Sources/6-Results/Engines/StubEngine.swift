import Files
public import Training
public import TrainingSets

/// An engine that looks at no picture: its figures follow from the names of the files, without their folders.
///
/// For tests, and for rehearsing a survey's tables, disks and limits before days of computing are spent on it. What it
/// writes is marked: the model is called `stub`.
public final class StubEngine: Engine {
    public static let name = "stub"

    public let model: EngineModel

    /// - Parameters:
    ///   - classes: class names.
    ///   - dimension: numbers in an embedding.
    ///   - votes: questions to answer in place of choosing a class.
    public init(
        classes: [String], dimension: Int = 8, views: TestTimeViews = TestTimeViews(), votes: VoteScheme? = nil
    ) {
        model = EngineModel(
            name: Self.name, classes: classes, views: views, votes: votes, dimension: dimension,
            identity: "\(Self.name), \(classes), \(dimension), \(views)")
    }

    /// Takes the place of the network, or the first of the networks, of a run: the same classes or questions, views and length of vectors.
    ///
    /// - Throws: ``Files/InputError`` when the folder holds no run.
    public convenience init(_ run: RunDirectory) throws {
        let (info, recipe) = try run.read()
        self.init(
            classes: info.classes, dimension: recipe.head.embedding, views: recipe.testTime,
            votes: try recipe.voteScheme())
    }

    public func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws {
        while case let names = try files(batch), !names.isEmpty {
            var result = EngineBatch(count: names.count)
            let logits = outputs.contains(.logits) ? model.views.count * model.outputs : 0
            let numbers = outputs.contains(.embedding) ? model.dimension : 0
            result.logits.reserveCapacity(names.count * logits)
            result.embedding.reserveCapacity(names.count * numbers)
            for name in names {
                var hash = FNV1a()
                var name = name.utf8.last == UInt8(ascii: "/") ? name.fileName : name
                name.withUTF8 { bytes in
                    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
                    hash.add(UnsafeBufferPointer(rebasing: bytes[start...]))
                }
                var state = hash.value
                for _ in 0..<logits { result.logits.append(Self.next(&state)) }
                // As a network's, the embedding does not depend on what is wanted besides.
                state = hash.value
                for _ in 0..<numbers { result.embedding.append(Self.next(&state)) }
            }
            try body(result)
        }
    }

    /// A number from −4 to 4 (SplitMix64).
    private static func next(_ state: inout UInt64) -> Float {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return Float((bits ^ bits >> 31) >> 40) / Float(1 << 21) - 4
    }
}
