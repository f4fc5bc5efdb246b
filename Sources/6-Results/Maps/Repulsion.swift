/// Forces that push the points of a map apart: for each point i the sums over all points j of
/// (y_i − y_j) / (1 + d²)² and of 1 / (1 + d²), the second with the point itself (van der Maaten and Hinton 2008, eq. 5).
///
/// The gradient divides the first by the sum of the second over all points, each less 1.
package protocol Repulsion: AnyObject {
    /// - Parameters:
    ///   - places: of all points.
    ///   - isFresh: whether everything is made anew; else what was made for the last places may still serve.
    ///   - isCrowded: whether the points are held together by exaggerated affinities: forces nearly cancel then, and have to be
    ///     computed with more care.
    ///   - forces: gets, for each point, the first sum's coordinates, and the second one as the fourth number.
    func forces(on places: Places, isFresh: Bool, isCrowded: Bool, into forces: inout Places)
}

extension Places {
    /// The sum of the fourth numbers, in order of the points.
    package var sumOfFourths: Double {
        values.withUnsafeBufferPointer { values in
            var sum = 0.0
            for point in 0..<count { sum += Double(values[4 * point + 3]) }
            return sum
        }
    }
}
