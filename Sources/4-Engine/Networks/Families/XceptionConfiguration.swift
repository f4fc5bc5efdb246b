/// How many blocks and channels an Xception has.
struct XceptionConfiguration: Sendable {
    /// Channels of `block1_conv1` and `block1_conv2`.
    var stem: (Int, Int)
    /// Channels of blocks 2, 3, …, each of which halves the picture.
    var entry: [Int]
    /// Blocks of three separable convolutions with the last entry block's channels.
    var middleBlocks: Int
    /// Channels of the last block that halves the picture.
    var exit: Int
    /// Channels of the two separable convolutions at the end.
    var end: (Int, Int)

    /// Chollet 2017, figure 5: 20.9 million parameters.
    static let full = XceptionConfiguration(
        stem: (32, 64), entry: [128, 256, 728], middleBlocks: 8, exit: 1024, end: (1536, 2048))

    /// For training from scratch in minutes on two cores, on pictures of 64 to 96 pixels.
    static let small = XceptionConfiguration(
        stem: (16, 32), entry: [64, 128, 192], middleBlocks: 2, exit: 256, end: (320, 384))
}
