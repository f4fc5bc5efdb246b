extension LabelledLogits {
    /// The rising function of the log-odds that is nearest to the truths by squares, for each class against all others; of two
    /// classes that of the first.
    public func isotonicMaps() -> [IsotonicMap] {
        (0..<(classes == 2 ? 1 : classes)).map { number in
            var scored: [(score: Double, isOwn: Bool)] = []
            scored.reserveCapacity(count)
            for galaxy in 0..<count {
                let own = logits[galaxy * classes..<(galaxy + 1) * classes]
                scored.append((LogOdds.of(number, in: own), truths[galaxy] == number))
            }
            return IsotonicMap(fitting: scored)
        }
    }
}

extension IsotonicMap {
    /// Galaxies of neighbouring scores that have one probability.
    private struct Block {
        let lowest: Double
        var highest: Double
        /// Sum of weights, and of the weights of those that are of the class.
        var weight, own: Double
        var probability: Double { own / weight }
    }

    /// Fits by pooling adjacent violators (Ayer et al. 1955; Barlow et al. 1972), in which equal scores are one from the
    /// start. Its points are both ends of every block.
    ///
    /// Where the lowest or highest block is of one class alone, its probability is that of the rule of succession, 1 / (n + 2)
    /// with n its galaxies, unless the next block's is more extreme: no probability is 0 or 1.
    ///
    /// - Parameters:
    ///   - scored: score of each galaxy, finite, and whether it is of the class; galaxies of both kinds, or it traps.
    ///   - weights: of each galaxy, above 0; nil weighs all alike.
    public init(fitting scored: [(score: Double, isOwn: Bool)], weights: [Double]? = nil) {
        precondition(weights?.count ?? scored.count == scored.count, "\(weights?.count ?? 0) weights")
        precondition(scored.contains { $0.isOwn } && scored.contains { !$0.isOwn }, "galaxies of one class alone")
        let order = scored.indices.sorted { (scored[$0].score, $0) < (scored[$1].score, $1) }
        var blocks: [Block] = []
        for place in order {
            let (score, isOwn) = scored[place]
            let weight = weights?[place] ?? 1
            let own = isOwn ? weight : 0
            if let last = blocks.indices.last, blocks[last].lowest == score {
                blocks[last].weight += weight
                blocks[last].own += own
            } else {
                Self.pool(&blocks)
                blocks.append(Block(lowest: score, highest: score, weight: weight, own: own))
            }
        }
        Self.pool(&blocks)
        let lowest = Self.least(
            blocks[0].probability, blocks[0].weight, next: blocks.count > 1 ? blocks[1].probability : 1)
        let last = blocks[blocks.count - 1]
        let highest =
            1
            - Self.least(
                1 - last.probability, last.weight, next: blocks.count > 1 ? 1 - blocks[blocks.count - 2].probability : 1
            )
        var (scores, probabilities): ([Double], [Double]) = ([], [])
        for block in blocks {
            let probability = min(max(block.probability, lowest), highest)
            scores.append(block.lowest)
            probabilities.append(probability)
            if block.highest > block.lowest {
                scores.append(block.highest)
                probabilities.append(probability)
            }
        }
        self.init(scores: scores, probabilities: probabilities)
    }

    /// Joins the last block with those before it that it does not exceed.
    private static func pool(_ blocks: inout [Block]) {
        while blocks.count > 1, blocks[blocks.count - 2].probability >= blocks[blocks.count - 1].probability {
            let last = blocks.removeLast()
            blocks[blocks.count - 1].highest = last.highest
            blocks[blocks.count - 1].weight += last.weight
            blocks[blocks.count - 1].own += last.own
        }
    }

    /// The probability of the outermost block.
    private static func least(_ probability: Double, _ weight: Double, next: Double) -> Double {
        probability > 0 ? probability : min(1 / (weight + 2), next)
    }
}
