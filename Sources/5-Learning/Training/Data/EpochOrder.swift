import Randomness
import TrainingSets

/// The order in which galaxies come in one training epoch.
package enum EpochOrder {
    /// Indices of galaxies, shuffled; the same for the same seed, stage and epoch on every machine.
    ///
    /// The recipe's set rules decide how often a galaxy comes. Class balance by sampling then draws every class equally
    /// often: as many places as there were are dealt out evenly, and a small class fills its share by coming again.
    ///
    /// - Parameters:
    ///   - members: indices of the training galaxies.
    ///   - galaxies: all galaxies.
    package static func make(members: [Int], galaxies: [Galaxy], recipe: Recipe, stage: Int, epoch: Int) -> [Int] {
        var generator = SeededGenerator(UInt64(recipe.seed), 0x0EDE, UInt64(stage), UInt64(epoch))
        var order: [Int] = []
        for rule in [nil] + recipe.set.indices.map(Optional.some) {
            let own = members.filter { galaxies[$0].rule == rule }
            guard let rule else {
                order += own
                continue
            }
            let perEpoch = recipe.set[rule].perEpoch
            if perEpoch > 0 {
                order += generator.shuffled(own).prefix(perEpoch)
            } else {
                for _ in 0..<recipe.set[rule].times { order += own }
            }
        }
        guard recipe.classBalance == .sampling else { return generator.shuffled(order) }
        let classes = recipe.classes.count
        var drawn: [Int] = []
        for number in 0..<classes {
            let own = order.filter { galaxies[$0].label == number }
            guard !own.isEmpty else { continue }
            let share = (order.count * (number + 1)) / classes - (order.count * number) / classes
            var dealt: [Int] = []
            while dealt.count < share { dealt += generator.shuffled(own) }
            drawn += dealt.prefix(share)
        }
        return generator.shuffled(drawn)
    }
}
