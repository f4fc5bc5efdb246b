/// What finds the shortest edges between components of points, by the mutual reachability distance of Campello et al. (2013,
/// definition 3): the largest of the distance of two points and of their core distances, which reach to their k-th nearest
/// neighbours.
///
/// Points are known by their slots, numbers in an order of the search's own. Distances are squared.
package protocol OutsideSearch: Sendable {
    /// Number of points.
    var count: Int { get }
    /// Neighbours of each point that are known: k.
    var neighbourCount: Int { get }
    /// The nearest neighbours, as slots, axes (slot, rank).
    var neighbours: [Int32] { get }
    /// Squared core distances, one a slot, and some places more.
    var core: [Double] { get }
    /// The row of a slot.
    func row(of slot: Int) -> Int

    /// For each of the slots the nearest point of another component, if it is nearer than the cutoff of its component.
    ///
    /// Of neighbouring slots of one component those behind a nearer pair may miss what is no nearer than that.
    /// - Parameters:
    ///   - slots: points of interest.
    ///   - component: of each slot, with as many places more as ``core``.
    ///   - cutoffs: one a component.
    /// - Returns: the slot found of each, -1 without; how far it is, or what no other component is nearer than.
    func outside(
        slots: [Int32], component: [Int32], cutoffs: [Double], threads: Int?
    ) -> (partners: [Int32], distances: [Double])
}

extension OutsideSearch {
    /// Points whose search is one item of work; a part of the definition of the result's order, not of the threads.
    static var block: Int { 512 }
}
