/// The order of a tensor's elements in memory. Raw values are those of `c10::MemoryFormat`.
public enum MemoryFormat: Int32, Sendable {
    /// Row-major in the order of the axes.
    case contiguous = 0
    /// As the source has it.
    case preserve = 1
    /// (N, C, H, W) with the channel running fastest: what the fast kernels for convolutions want.
    case channelsLast = 2
}
