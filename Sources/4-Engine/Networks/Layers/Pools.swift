internal import Torch

extension Tensor {
    /// The greatest of each 3 x 3 window with stride 2; ceil(n / 2) pixels remain. See ``Convention/PoolPadding``.
    func halvingMaxPool(_ padding: Convention.PoolPadding) throws(TorchError) -> Tensor {
        switch padding {
        case .symmetric: return try maxPool2d(kernel: (3, 3), stride: (2, 2), padding: (1, 1))
        case .same:
            // TensorFlow adds one pixel on both sides of an odd axis and one at the end of an even one; the latter is
            // what rounding up without padding does.
            let size = shape
            return try maxPool2d(
                kernel: (3, 3), stride: (2, 2), padding: (size[2] % 2, size[3] % 2), ceilMode: true)
        }
    }
}
