internal import Foundation

extension Torch {
    /// The processor's vector instructions among which the engine's kernels are chosen, as Linux names them: machines
    /// where they are alike give the same bytes.
    public static var vectorInstructions: String {
        guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") }),
            let colon = line.firstIndex(of: ":")
        else { return "unknown" }
        let names = line[line.index(after: colon)...].split(separator: " ")
        return names.filter { name in ["sse4", "fma", "avx", "amx"].contains { name.hasPrefix($0) } }.sorted()
            .joined(separator: " ")
    }
}
