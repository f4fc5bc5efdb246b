extension SIMD4<Float> {
    /// Each lane within `low` … `high`; the standard library's `clamped` does not become vector instructions.
    @inlinable
    @inline(__always)
    package func limited(_ low: Float, _ high: Float) -> SIMD4<Float> {
        let raised = replacing(with: low, where: self .< low)
        return raised.replacing(with: high, where: raised .> high)
    }
}
