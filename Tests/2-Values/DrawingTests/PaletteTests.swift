import Drawing
import Testing

@Suite struct PaletteTests {
    @Test func `Classes differ, also for those who do not see red from green`() {
        // Viénot, Brettel and Mollon (1999): what a deuteranope sees, in linear light.
        func seen(_ colour: Colour) -> SIMD2<Double> {
            let red = Double(colour.red) / 255
            let green = Double(colour.green) / 255
            let blue = Double(colour.blue) / 255
            return SIMD2(0.29 * red + 0.71 * green, blue)
        }
        let first = Palette.classes.prefix(4)
        for (number, colour) in first.enumerated() {
            for other in first.dropFirst(number + 1) {
                let difference = seen(colour) - seen(other)
                #expect((difference * difference).sum() > 0.01, "\(colour) \(other)")
            }
        }
        #expect(Set(Palette.classes).count == Palette.classes.count)
        #expect(Palette.colour(Palette.classes.count) == Palette.colour(0))
    }

    @Test func `A scale grows lighter all the way`() {
        let light = stride(from: 0.0, through: 1, by: 0.02).map { Palette.viridis($0).luminance }
        #expect(light == light.sorted())
        #expect(Palette.viridis(-3) == Palette.viridis(0) && Palette.viridis(0) == Colour(hex: 0x440154))
        #expect(Palette.viridis(7) == Colour(hex: 0xFDE725))
    }
}
