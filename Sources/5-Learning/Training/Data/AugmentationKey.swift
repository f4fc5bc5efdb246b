/// What decides, with the seed and a galaxy's number, how its image is changed: one word of the loader's random numbers.
package struct AugmentationKey: Sendable, Equatable {
    let word: Int

    /// The images of an epoch of a stage, both counted from 0.
    package init(stage: Int, epoch: Int) {
        precondition((0..<1 << 20).contains(epoch), "epoch \(epoch) of a stage has no word of its own")
        word = stage << 20 | epoch
    }

    /// A cached view, counted from 0: as in that epoch of the first stage.
    package init(view: Int) { self.init(stage: 0, epoch: view) }
}
