import Sky
import Testing

@Suite struct DesignationTests {
    /// Truncated, never rounded; what is below the equator keeps its sign in the first degree too.
    @Test(arguments: [
        (21.588125, 3.486111, "J012621.15+032909.9"), (0, 0, "J000000.00+000000.0"),
        (359.9999999, -0.0000001, "J235959.99-000000.0"), (15, -0.5, "J010000.00-003000.0"),
        (187.70593075, 12.39112331, "J123049.42+122328.0"), (10, 90, "J004000.00+900000.0"),
        (10, -90, "J004000.00-900000.0"),
    ])
    func `positions have the name that the IAU gives them`(_ ra: Double, _ dec: Double, _ name: String) {
        #expect(Designation.text(ra: ra, dec: dec) == name)
    }
}
