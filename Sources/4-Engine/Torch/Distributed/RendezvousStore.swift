internal import CTorch

/// Texts by key that the processes of one job share: where they find one another, and what they tell one another once.
///
/// One process serves the store, all are its clients (c10d's TCPStore, the one that torchrun's agent serves). One call at a
/// time: while a thread waits for a text, the other calls of this object wait for it, those of other objects do not.
///
/// ```swift
/// let store = try RendezvousStore(host: "127.0.0.1", port: 29500, serves: rank == 0, patience: 60)
/// try store.set("greeting/\(rank)", "here")
/// let first = try store.text("greeting/0", patience: 60)  // waits for it
/// ```
public final class RendezvousStore: @unchecked Sendable {  // c10d's stores take calls of many threads
    let handle: OpaquePointer

    /// Opens the store at `host` and `port`; waits until somebody serves it.
    ///
    /// - Parameters:
    ///   - port: 0 takes any free one, where this process serves.
    ///   - serves: whether this process serves the store, as long as it lives.
    ///   - prefix: goes before every key, so that several attempts share one store.
    ///   - patience: seconds to wait for the one that serves.
    /// - Throws: `TorchError` when the port is taken, or nobody serves the store in time.
    public init(
        host: String, port: Int, serves: Bool, prefix: String = "", patience: Double
    ) throws(TorchError) {
        var out: OpaquePointer?
        try checked("rendezvous") { error in
            libtorch.store_open(host, Int32(port), serves, prefix, Self.milliseconds(patience), &out, &error)
        }
        handle = out!
    }

    deinit { libtorch.store_release(handle) }

    /// The port that the store is served at.
    public var port: Int { Int(libtorch.store_port(handle)) }

    public func set(_ key: String, _ text: String) throws(TorchError) {
        try checked("rendezvous") { error in libtorch.store_set(handle, key, text, &error) }
    }

    /// The text under `key`; waits until there is one.
    ///
    /// - Throws: `TorchError` when there is none after `patience` seconds.
    public func text(_ key: String, patience: Double) throws(TorchError) -> String {
        var out: UnsafeMutablePointer<CChar>?
        try checked("rendezvous") { error in
            libtorch.store_get(handle, key, Self.milliseconds(patience), &out, &error)
        }
        defer { libtorch.error_free(out) }
        return String(cString: out!)
    }

    /// Whether there is a text under `key` now.
    public func has(_ key: String) throws(TorchError) -> Bool {
        var found = false
        try checked("rendezvous") { error in libtorch.store_has(handle, key, &found, &error) }
        return found
    }

    /// Counts one up under `key`: 1 for the process that comes first, and another number for each call of whatever process.
    public func count(_ key: String) throws(TorchError) -> Int {
        var sum: Int64 = 0
        try checked("rendezvous") { error in libtorch.store_add(handle, key, 1, &sum, &error) }
        return Int(sum)
    }

    static func milliseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1000).rounded(.up)) }
}
