internal import CCairo
internal import CTypeface
internal import Synchronization

/// One weight of Open Sans, from the file that is part of the program.
final class Typeface: Sendable {
    static let regular = Typeface(typeface_regular())
    static let semibold = Typeface(typeface_semibold())

    /// FreeType's objects live as long as the process: Cairo keeps what it has drawn with.
    private struct Handle: @unchecked Sendable {
        /// Cairo's, which counts and locks its own uses.
        let cairo: OpaquePointer
        /// For measuring; used under `kerning`'s lock only.
        let face: FT_Face
    }

    private let handle: Handle
    /// Distances between pairs of glyphs that were asked for, em.
    private let kerning = Mutex<[SIMD2<UInt32>: Double]>([:])
    /// Glyph of each character.
    private let glyphs: [UInt32: UInt32]
    /// Width of each glyph, em.
    private let advances: [Double]
    private let unit: Double

    /// Height of a capital above the line, em.
    let capHeight: Double
    /// Height of the highest letters above, depth of the deepest below the line, em.
    let ascent, descent: Double

    /// For `cairo_set_font_face`.
    var cairo: OpaquePointer { handle.cairo }

    private init(_ file: TypefaceFile) {
        let face = Self.open(file)
        unit = Double(face.pointee.units_per_EM)
        var glyphs: [UInt32: UInt32] = [:]
        var glyph: FT_UInt = 0
        var character = FT_Get_First_Char(face, &glyph)
        while glyph != 0 {
            glyphs[UInt32(character)] = glyph
            character = FT_Get_Next_Char(face, character, &glyph)
        }
        self.glyphs = glyphs
        var advances = [FT_Fixed](repeating: 0, count: face.pointee.num_glyphs)
        Self.check(FT_Get_Advances(face, 0, FT_UInt(advances.count), FT_Int32(FT_LOAD_NO_SCALE), &advances))
        self.advances = advances.map { [unit] in Double($0) / unit }
        Self.check(FT_Load_Char(face, FT_ULong(UInt8(ascii: "H")), FT_Int32(FT_LOAD_NO_SCALE)))
        capHeight = Double(face.pointee.glyph.pointee.metrics.horiBearingY) / unit
        ascent = Double(face.pointee.ascender) / unit
        descent = -Double(face.pointee.descender) / unit
        handle = Handle(
            cairo: cairo_ft_font_face_create_for_ft_face(Self.open(file), Int32(FT_LOAD_NO_HINTING)), face: face)
    }

    /// A face of its own library: FreeType's libraries may be used by several threads, one library by one only.
    private static func open(_ file: TypefaceFile) -> FT_Face {
        var library: FT_Library?
        check(FT_Init_FreeType(&library))
        var face: FT_Face?
        check(FT_New_Memory_Face(library, file.bytes, Int(file.count), 0, &face))
        guard let face else { preconditionFailure("FreeType opens the typeface") }
        return face
    }

    /// The file is part of the program: what FreeType says of it is a fault of ours.
    private static func check(_ error: FT_Error) {
        precondition(error == 0, "FreeType reads the typeface, not error \(error)")
    }

    /// A letter and where it stands, em.
    struct Glyph {
        let index: UInt32
        let x: Double
        /// Bytes of the letter in UTF-8.
        let byteCount: Int
    }

    /// The letters of a line and its width, em; a character that the typeface lacks is a box.
    func layout(_ text: String) -> (glyphs: [Glyph], width: Double) {
        var result: [Glyph] = []
        var x = 0.0
        kerning.withLock { pairs in
            var before: UInt32?
            for scalar in text.unicodeScalars {
                let index = glyphs[scalar.value] ?? 0
                if let before {
                    let pair = SIMD2(before, index)
                    let distance = pairs[pair] ?? measured(pair)
                    pairs[pair] = distance
                    x += distance
                }
                result.append(Glyph(index: index, x: x, byteCount: UTF8.width(scalar)))
                x += advances[Int(index)]
                before = index
            }
        }
        return (result, x)
    }

    private func measured(_ pair: SIMD2<UInt32>) -> Double {
        var distance = FT_Vector()
        guard FT_Get_Kerning(handle.face, pair.x, pair.y, FT_KERNING_UNSCALED.rawValue, &distance) == 0 else {
            return 0
        }
        return Double(distance.x) / unit
    }
}
