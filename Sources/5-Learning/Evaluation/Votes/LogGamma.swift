internal import Glibc

/// The logarithm of the gamma function of a number above 0.
func logGamma(_ value: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(value, &sign)
}
