import Images
import Testing

@Suite struct CFITSIOVersionTests {
    @Test func theLibraryIsTheOneOfTheHeaders() throws {
        #expect(CFITSIOVersion.built == CFITSIOVersion.loaded && CFITSIOVersion.built > 300)
        try CFITSIOVersion.check(file: "a.fits")
    }

    @Test func anotherIsRefused() {
        let error = #expect(throws: FITSError.self) {
            try CFITSIOVersion.check(built: 402, loaded: 406, file: "a.fits")
        }
        #expect(error?.file == "a.fits")
        #expect(error?.message.contains("cfitsio 4.6, which is loaded: this program was built for 4.2") == true)
    }
}
