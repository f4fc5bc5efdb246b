internal import Glibc

// The C library's functions under one roof, so that each file need not choose its library.
func logarithm(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func tangent(_ x: Double) -> Double { tan(x) }
func arcCosine(_ x: Double) -> Double { acos(x) }

/// Flux in nanomaggies of an AB magnitude.
func flux(magnitude: Double) -> Double { power(10, 0.4 * (22.5 - magnitude)) }

/// AB magnitude of a flux in nanomaggies, above 0.
func magnitude(flux: Double) -> Double { 22.5 - 2.5 * log10(flux) }
