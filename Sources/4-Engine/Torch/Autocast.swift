internal import CTorch

/// Runs `body` with convolutions and matrix products in a narrower type on this thread, the rest where it is safe;
/// parameters stay as they are. Run the forward pass and the loss in it, `backward` outside.
///
/// - Parameter type: `.bfloat16`, on CUDA also `.float16`; nil runs `body` as it is.
public func withAutocast<Value>(
    _ type: ScalarType?, device: Device = .cpu, _ body: () throws(TorchError) -> Value
) throws(TorchError) -> Value {
    guard let type else { return try body() }
    var previous = ct_autocast()
    try checked("autocast") { error in
        libtorch.autocast_enter(device.kind, true, type.rawValue, &previous, &error)
    }
    let result = Result { () throws(TorchError) in try body() }
    try checked("autocast") { error in libtorch.autocast_leave(device.kind, previous, &error) }
    return try result.get()
}

/// The narrower type that this thread computes convolutions with on `device`; nil outside of ``withAutocast``.
package func autocastType(_ device: Device) throws(TorchError) -> ScalarType? {
    var state = ct_autocast()
    try checked("autocast") { error in libtorch.autocast_state(device.kind, &state, &error) }
    return state.enabled ? ScalarType(rawValue: state.type) : nil
}
