#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// The natural logarithm.
func naturalLogarithm(_ value: Double) -> Double { log(value) }
