import Testing
import Torch

extension TorchTests {
    @Suite struct Errors {
        @Test func mismatchIsAnErrorOfThatCall() throws {
            let x = try Tensor.zeros([1, 3, 8, 8])
            let weight = try Tensor.zeros([4, 5, 3, 3])
            let error = try #require(throws: TorchError.self) { _ = try x.conv2d(weight) }
            #expect(error.operation == "aten::conv2d")
            #expect(error.message.contains("expected input[1, 3, 8, 8] to have 5 channels"))
            #expect(!error.message.contains(".cpp"))
            #expect(try x.conv2d(Tensor.zeros([4, 3, 3, 3])).shape == [1, 4, 6, 6])
        }

        @Test func operatorsAreCheckedAgainstTheirSchema() throws {
            let unknown = try #require(throws: TorchError.self) { _ = try Operator("aten::no_such_operator")(.int(1)) }
            #expect(unknown.message.contains("Could not find schema"))
            let add = Operator("aten::add", "Tensor")
            let few = try #require(throws: TorchError.self) { _ = try add(.tensor(Tensor.zeros([1]))) }
            #expect(few.message.contains("argument 'other' is missing"))
            let many = try #require(throws: TorchError.self) { _ = try add(.int(1), .int(1), .int(1), .int(1)) }
            #expect(many.message.contains("takes 3 arguments, got 4"))
            #expect(throws: TorchError.self) { _ = try add(.string("text"), .int(1)) }
        }

        @Test func valuesMustFillTheShape() throws {
            let error = try #require(throws: TorchError.self) { _ = try Tensor([1.0, 2], shape: [3]) }
            #expect(error.message == "2 values of float32 do not fill the shape [3]")
            #expect(throws: TorchError.self) { _ = try Tensor.zeros([2]).item() }
            #expect(throws: TorchError.self) { _ = try Tensor.zeros([2]).backward() }
            #expect(throws: TorchError.self) { _ = try Tensor.zeros([1 << 60]) }
        }

        @Test func devices() throws {
            #expect(try Device(name: "cpu") == .cpu)
            for name in ["gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:0:1", ""] {
                #expect(throws: TorchError.self) { _ = try Device(name: name) }
            }
            do {
                #expect(try Device(name: "cuda") == .cuda(0))
            } catch {
                #expect(error.description.contains("use --device cpu"))
                #expect(!error.description.contains("\n"))
            }
        }

        @Test func anotherVersionIsRefused() throws {
            try Torch.start()
            #expect(Torch.version == "2.11.0")
            let needed: UInt64 = 2 << 56 | 11 << 48
            try Torch.requireSameInterface(built: needed, loaded: needed | 1 << 40)
            let error = try #require(throws: TorchError.self) {
                try Torch.requireSameInterface(built: needed, loaded: 2 << 56 | 10 << 48)
            }
            #expect(error.message.hasPrefix("version 2.10 was loaded, but this program needs 2.11;"))
        }
    }
}
