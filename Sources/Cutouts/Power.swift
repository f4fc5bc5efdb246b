#if canImport(Darwin)
    internal import Darwin
#else
    internal import Glibc
#endif

/// 10 to that power.
func power10(_ exponent: Double) -> Double {
    pow(10, exponent)
}
