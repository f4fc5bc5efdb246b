import TrainingSets

extension InputFrame {
    /// The frame with a field of view 1 / `factor` as wide: above 1 the galaxy becomes larger.
    func zoomed(by factor: Double) -> InputFrame {
        guard factor != 1 else { return self }
        var frame = self
        switch framing {
        case .whole: frame.framing = .central(fraction: 1 / factor)
        case .central(let fraction): frame.framing = .central(fraction: fraction / factor)
        case .adaptive(let radii): frame.framing = .adaptive(radii: radii / factor)
        }
        return frame
    }
}
