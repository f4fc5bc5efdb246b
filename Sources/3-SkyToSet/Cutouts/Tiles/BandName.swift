internal import Foundation

/// The band that a card names, as surveys and telescopes write it.
enum BandName {
    /// Cards that may name it, the best first: `FPA.FILTERID` is of Pan-STARRS, `FILTNAM1` of HST.
    static let keywords = [
        "BAND", "FILTER", "BAND0", "FILTER1", "FILTER2", "FILTER3", "FILTERS", "FILTNAM1", "FPA.FILTERID",
        "ESO INS FILT1 NAME",
    ]
    /// Sets of filters whose letters stand in small and in capital letters for the same: `HSC-R`, `SDSS r`, `rSDSS`.
    private static let systems: Set = [
        "sdss", "sloan", "hsc", "des", "decam", "decals", "ps1", "panstarrs", "pan", "starrs", "lsst", "lsstcam",
        "kids",
        "ocam", "megacam", "cfht", "legacy",
    ]
    /// Others, which have other letters or give them another meaning: a Cousins R is no Sloan r.
    private static let others: Set = [
        "johnson", "cousins", "bessel", "bessell", "harris", "kron", "landolt", "gaia", "euclid", "filter", "band",
    ]

    /// The band of a card's text; nil where it names none.
    ///
    /// DES writes `r DECam SDSS c0002 6415.0 1480.0`, SDSS `r`, Pan-STARRS `r.00000`, MegaCam `r.MP9601`, OmegaCAM
    /// `OCAM_r_SDSS`, HSC `HSC-R` and `HSC-R2`.
    /// - Parameter wanted: bands that are looked for; one of them that stands in the text is meant.
    static func of(_ text: String, wanted: [String]) -> String? {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard let first = text.split(separator: " ").first.map(String.init), !isOpen(text) else { return nil }
        for exact in [text, first] where wanted.contains(exact) { return exact }
        let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init)
        if let band = only(words, wanted) { return band }
        let names = words.filter { !systems.contains($0.lowercased()) && !others.contains($0.lowercased()) }
        let isNamed = names.count < words.count
        // Before a point stands the letter, behind it a number.
        if !isNamed, words.count == 2, words[1].allSatisfy(\.isNumber) { return words[0] }
        var plain = names.map(simplified)
        let isKnown = isNamed || plain != names
        // R2 is a newer R.
        if isKnown { plain = plain.map { $0.count == 2 && $0.last?.isNumber == true ? String($0.prefix(1)) : $0 } }
        guard isKnown, let name = plain.first, !name.isEmpty else { return first }
        let folds = !words.contains { others.contains($0.lowercased()) }
        return only(folds ? plain.map { $0.lowercased() } : plain, wanted) ?? only(plain, wanted) ?? name
    }

    /// A filter wheel's place without a filter.
    private static func isOpen(_ text: String) -> Bool {
        let text = text.uppercased()
        return text.hasPrefix("CLEAR") || ["NONE", "OPEN", "EMPTY", "BLANK", "N/A", "NULL", "UNKNOWN"].contains(text)
    }

    /// The one wanted band among words; nil where there is none, or more than one.
    private static func only(_ words: [String], _ wanted: [String]) -> String? {
        let found = Set(words).intersection(wanted)
        return found.count == 1 ? found.first : nil
    }

    /// `r` of `rSDSS`, `SDSSr`, `r'` and `rband`.
    private static func simplified(_ word: String) -> String {
        var word = word[...]
        for name in systems.union(["band"]) where word.count > name.count && word.count <= name.count + 2 {
            if word.lowercased().hasSuffix(name) { word = word.dropLast(name.count) }
            if word.lowercased().hasPrefix(name) { word = word.dropFirst(name.count) }
        }
        while word.hasSuffix("'") { word = word.dropLast() }
        return String(word)
    }
}
