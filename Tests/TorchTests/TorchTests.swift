import Testing

/// All tests of the engine; one after another, because threads and seed belong to the whole process.
@Suite(.serialized) struct TorchTests {}
