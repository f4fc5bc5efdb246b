/// What a network says of the galaxies that it is judged by.
package struct ModelAnswers {
    /// A galaxy that both surveys see.
    package struct Pair {
        /// Its class by the picture of the run's own survey, and by that of the other one; nil where a picture cannot be read.
        let own, other: Int?
        /// How probable the former is.
        let probability: Double

        package init(own: Int?, probability: Double, other: Int?) {
            (self.own, self.probability, self.other) = (own, probability, other)
        }
    }

    /// Class of each held-out galaxy; nil where its picture cannot be read.
    let heldOut: [Int?]
    let pairs: [Pair]

    package init(heldOut: [Int?], pairs: [Pair]) { (self.heldOut, self.pairs) = (heldOut, pairs) }
}
