import Foundation
import Process

/// Says on standard error how far a download is: a line that is written over on a terminal, plain lines elsewhere.
final class DownloadMeter {
    private let name: String
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var shown = -1
    private var isOpen = false

    init(name: String, isQuiet: Bool) {
        self.name = name
        self.isQuiet = isQuiet
    }

    /// - Parameters:
    ///   - received: bytes that are there.
    ///   - total: bytes there will be; nil where the server does not say.
    func show(_ received: Int, of total: Int?) {
        // A terminal sees every per cent, a log file every tenth.
        let step = isTerminal ? 1 : 10
        let place = total.map { $0 > 0 ? received * 100 / $0 / step : 0 } ?? received / (8 << 20)
        guard !isQuiet, place != shown else { return }
        shown = place
        let megabytes = String(format: "%.1f", Double(received) / 1e6)
        let text = total.map { "\(megabytes) of \(String(format: "%.1f", Double($0) / 1e6)) MB" } ?? "\(megabytes) MB"
        if isTerminal {
            StandardError.writeBar("\r\(name): \(text)  ", columns: name.count + text.count + 4)
        } else {
            write("\(name): \(text)\n")
        }
        isOpen = isTerminal
    }

    /// Ends the line that is written over.
    func end() {
        if isOpen { StandardError.writeBar("\n", columns: 0) }
        isOpen = false
    }

    func say(_ text: String) {
        if !isQuiet { write(text + "\n") }
    }

    private func write(_ text: String) { StandardError.write(text) }
}
