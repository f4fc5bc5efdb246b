/// One channel of a pixel on the scale 0…255, as a picture holds it.
package protocol PixelValue: BitwiseCopyable {
    static var zero: Self { get }
    var double: Double { get }

    /// The value at `address` and the three behind it.
    static func four(_ address: UnsafePointer<Self>) -> SIMD4<Float>

    static func mean(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> Self
}

extension UInt8: PixelValue {
    @inlinable
    package var double: Double { Double(self) }

    @inlinable
    @inline(__always)
    package static func four(_ address: UnsafePointer<UInt8>) -> SIMD4<Float> {
        SIMD4<Float>(UnsafeRawPointer(address).loadUnaligned(as: SIMD4<UInt8>.self))
    }

    @inlinable
    @inline(__always)
    package static func mean(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> UInt8 {
        let sum = Int32(a) &+ Int32(b) &+ Int32(c) &+ Int32(d)
        return UInt8(truncatingIfNeeded: (sum &+ 2) >> 2)
    }
}

extension Float: PixelValue {
    @inlinable
    package var double: Double { Double(self) }

    @inlinable
    @inline(__always)
    package static func four(_ address: UnsafePointer<Float>) -> SIMD4<Float> {
        UnsafeRawPointer(address).loadUnaligned(as: SIMD4<Float>.self)
    }

    @inlinable
    @inline(__always)
    package static func mean(_ a: Float, _ b: Float, _ c: Float, _ d: Float) -> Float { (a + b + c + d) * 0.25 }
}

/// What the pictures of ``Picture`` have in common.
package protocol PixelImage {
    associatedtype Value: PixelValue
    var width: Int { get }
    var height: Int { get }
    /// Axes (height, width, 3).
    var pixels: [Value] { get }
}

extension RGBImage: PixelImage {}
extension RGBFloatImage: PixelImage {}
