internal import Torch

/// How a picture in RGB, 0…1, becomes what a network's weights expect: y = (x − mean) · scale for each channel.
public struct InputScaling: Hashable, Codable, Sendable {
    /// The order in which the network takes the colours.
    public enum Order: String, Codable, Sendable {
        case rgb
        case bgr
    }

    public var order: Order
    /// What is subtracted from each channel in the network's order; 0…1.
    public var mean: [Double]
    /// What the difference is multiplied with, in the network's order.
    public var scale: [Double]

    /// 0…1, as it is.
    public static let unit = InputScaling(mean: [0, 0, 0], scale: [1, 1, 1])
    /// −1…1: `keras.applications.xception.preprocess_input` (mode 'tf'), timm's Inception mean and deviation.
    public static let symmetric = InputScaling(mean: [0.5, 0.5, 0.5], scale: [2, 2, 2])
    /// (x · 255 − 128) / 128.
    public static let symmetric128 = InputScaling(
        mean: [Double](repeating: 128 / 255, count: 3), scale: [Double](repeating: 255 / 128, count: 3))
    /// torchvision's mean and standard deviation of ImageNet.
    public static let imageNet = InputScaling(
        mean: [0.485, 0.456, 0.406], scale: [1 / 0.229, 1 / 0.224, 1 / 0.225])
    /// `keras.applications` mode 'caffe': BGR, 0…255, mean subtracted.
    public static let caffe = InputScaling(
        order: .bgr, mean: [103.939 / 255, 116.779 / 255, 123.68 / 255], scale: [255, 255, 255])
    /// github.com/shicai/MobileNet-Caffe: BGR, (x · 255 − mean) · 0.017.
    public static let caffe017 = InputScaling(
        order: .bgr, mean: [103.94 / 255, 116.78 / 255, 123.68 / 255],
        scale: [Double](repeating: 255 * 0.017, count: 3))

    public init(order: Order = .rgb, mean: [Double], scale: [Double]) {
        precondition(mean.count == 3 && scale.count == 3, "three channels: mean \(mean), scale \(scale)")
        self.order = order
        self.mean = mean
        self.scale = scale
    }
}

extension InputScaling {
    /// Scales (N, 3, H, W), RGB, 0…1; the result is channels-last.
    func apply(to x: Tensor) throws(TorchError) -> Tensor {
        precondition(x.dimensionCount == 4 && x.shape[1] == 3, "a picture of shape \(x.shape), not (N, 3, H, W)")
        let ordered = order == .rgb ? x : try x.flip([1])
        let type = x.dtype
        func channels(_ values: [Double]) throws(TorchError) -> Tensor {
            try Tensor(doubles: values, shape: [1, 3, 1, 1]).to(type).to(x.device)
        }
        return try ((ordered - channels(mean)) * channels(scale)).contiguous(.channelsLast)
    }
}
