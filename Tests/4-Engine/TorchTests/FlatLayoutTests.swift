import Testing
import Torch

/// Tensors that lie in one vector.
@Suite struct FlatLayoutTests {
    /// Views have the tensors' shapes and strides, and write into the vector.
    @Test func viewsAreTheTensorsPlaces() throws {
        let filters = try Tensor.zeros([4, 3, 2, 2]).contiguous(.channelsLast)
        let bias = try Tensor.zeros([5])
        let layout = FlatLayout([filters, bias])
        #expect(layout.count == 53)
        let vector = try Tensor.zeros([60])
        let views = try layout.views(of: vector, start: 2)
        #expect(views.map(\.shape) == [[4, 3, 2, 2], [5]])
        #expect(views[0].strides == filters.strides && views[0].isChannelsLast)
        try views[1].fill(7)
        try views[0].select(0, index: 0).select(0, index: 1).fill(1)
        let values = try vector.floats()
        #expect(values[50..<55] == [7, 7, 7, 7, 7])
        // Channel 1 of the first filter: every third element, as channels run fastest.
        #expect(values[2..<14] == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
        #expect(values.reduce(0, +) == 39)
    }

    /// A gradient that is such a view is added into in place, and is what the optimiser takes.
    @Test func gradientsGatherInTheVector() throws {
        let weight = try Tensor([Float](arrayLiteral: 1, 2, 3, 4), shape: [2, 2])
        try weight.setRequiresGrad(true)
        let vector = try Tensor.zeros([4])
        try weight.setGrad(FlatLayout([weight]).views(of: vector)[0])
        try (weight * 3).sum().backward()
        try (weight * 2).sum().backward()
        #expect(try vector.floats() == [5, 5, 5, 5])
    }
}
