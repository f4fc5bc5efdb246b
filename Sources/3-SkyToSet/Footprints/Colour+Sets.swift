public import Drawing

/// Colours of the sets.
extension Colour {
    public static let training = Colour(red: 92, green: 156, blue: 255)
    public static let validation = Colour(red: 176, green: 138, blue: 255)
    public static let unlabelled = Colour(red: 64, green: 214, blue: 160)
    public static let fullOverlap = Colour(red: 255, green: 150, blue: 64)
    public static let highProbability = Colour(red: 255, green: 236, blue: 110)
}
