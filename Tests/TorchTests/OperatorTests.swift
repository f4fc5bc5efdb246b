import Testing
import Torch

extension TorchTests {
    @Suite struct Operators {
        @Test func arithmeticBroadcasts() throws {
            let left = try Tensor([1.0, 2, 3, 4], shape: [2, 2])
            let right = try Tensor([10.0, 20], shape: [2])
            #expect(try (left + right).floats() == [11, 22, 13, 24])
            #expect(try (left - right).floats() == [-9, -18, -7, -16])
            #expect(try (left * 2.0).floats() == [2, 4, 6, 8])
            #expect(try (1.0 - left).floats() == [0, -1, -2, -3])
            #expect(try (left / right).floats() == [0.1, 0.1, 0.3, 0.2])
            #expect(try left.matmul(left).floats() == [7, 10, 15, 22])
            #expect(try (-left).floats() == [-1, -2, -3, -4])
        }

        @Test func mismatchIsAnErrorOfThatCall() throws {
            let x = try Tensor.zeros([1, 3, 8, 8])
            let weight = try Tensor.zeros([4, 5, 3, 3])
            let error = try #require(throws: TorchError.self) { _ = try x.conv2d(weight) }
            #expect(error.operation == "aten::conv2d")
            #expect(error.message.contains("expected input[1, 3, 8, 8] to have 5 channels"))
            #expect(try x.conv2d(Tensor.zeros([4, 3, 3, 3])).shape == [1, 4, 6, 6])
        }

        @Test func unknownOperator() throws {
            let nonsense = Operator("aten::no_such_operator")
            let error = try #require(throws: TorchError.self) { _ = try nonsense(.int(1)) }
            #expect(error.message.contains("Could not find schema"))
        }
    }
}
