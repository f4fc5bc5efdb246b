import Files
import Process
import Testing

@Suite struct ExitStatusTests {
    @Test func `errors have exit codes`() {
        struct Other: Error {}
        #expect(ExitStatus(for: InputError(problem: "x")) == .badData)
        #expect(ExitStatus(for: WriteError(path: "x", reason: "y")) == .other)
        #expect(ExitStatus(for: Other()) == .other)
        #expect(ExitStatus(for: Interrupted.goesOn) == .interrupted)
    }
}
