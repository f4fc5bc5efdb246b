/// Counts the epochs since the validation loss last fell.
package struct EarlyStopping: Codable, Equatable {
    /// Epochs without a lower loss after which to stop; 0 never stops.
    package let patience: Int
    /// Lowest loss so far.
    package private(set) var best = Double.infinity
    /// Epochs since then.
    package private(set) var epochsSinceBest = 0

    package init(patience: Int) { self.patience = patience }

    /// Whether training should end now.
    package var isExhausted: Bool { patience > 0 && epochsSinceBest >= patience }

    /// Takes the loss of one more epoch; true when it is the lowest so far.
    package mutating func take(_ loss: Double) -> Bool {
        if loss < best {
            best = loss
            epochsSinceBest = 0
            return true
        }
        epochsSinceBest += 1
        return false
    }

    // JSON knows no infinity: before the first epoch the best loss is left out.
    private enum CodingKeys: CodingKey { case patience, best, epochsSinceBest }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        patience = try container.decode(Int.self, forKey: .patience)
        best = try container.decodeIfPresent(Double.self, forKey: .best) ?? .infinity
        epochsSinceBest = try container.decode(Int.self, forKey: .epochsSinceBest)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(patience, forKey: .patience)
        if best.isFinite { try container.encode(best, forKey: .best) }
        try container.encode(epochsSinceBest, forKey: .epochsSinceBest)
    }
}
