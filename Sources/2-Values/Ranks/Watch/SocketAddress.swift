internal import Files
internal import Glibc

/// An address on the network, of IPv4 or IPv6, with its port.
struct SocketAddress {
    private var storage: sockaddr_storage
    private let length: socklen_t

    private init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        storage = sockaddr_storage()
        self.length = length
        withUnsafeMutableBytes(of: &storage) { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: min(Int(length), bytes.count)))
        }
    }

    var family: Int32 { Int32(storage.ss_family) }

    /// Every address that `host` has, a name or an address in digits.
    ///
    /// - Throws: `InputError` where it has none.
    static func of(host: String, port: Int) throws(InputError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else {
            throw InputError(
                problem: "The machine '\(host)' of rank 0 is not found (\(String(cString: gai_strerror(code))))",
                remedy: "Give a name or an address that every machine knows as MASTER_ADDR")
        }
        return sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }.compactMap { entry in
            entry.flatMap { entry in
                entry.pointee.ai_addr.map { SocketAddress($0, length: entry.pointee.ai_addrlen) }
            }
        }
    }

    /// Any address of this machine, or only those that nobody else reaches.
    static func own(_ family: Int32, isLoopback: Bool) -> SocketAddress {
        if family == AF_INET6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_addr = isLoopback ? in6addr_loopback : in6addr_any
            return withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    SocketAddress($0, length: socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(isLoopback ? 0x7F00_0001 : 0).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                SocketAddress($0, length: socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// The addresses of this machine's interfaces that are up, those of IPv4 first.
    static func ofThisMachine() -> [(interface: String, address: SocketAddress)] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var found: [(interface: String, address: SocketAddress)] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ifa_next
            guard entry.ifa_flags & UInt32(IFF_UP) != 0, let address = entry.ifa_addr else { continue }
            switch Int32(address.pointee.sa_family) {
            case AF_INET, AF_INET6:
                let isNew = Int32(address.pointee.sa_family) == AF_INET6
                let length = isNew ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
                found.append(
                    (String(cString: entry.ifa_name), SocketAddress(address, length: socklen_t(length))))
            default: continue
            }
        }
        return found.filter { $0.address.family == AF_INET } + found.filter { $0.address.family == AF_INET6 }
    }

    /// The address of this machine by which it reaches this one; nil where there is no way. Nothing is sent.
    var source: SocketAddress? {
        let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard withPointer({ connect(descriptor, $0, $1) }) == 0 else { return nil }
        return SocketAddress.ofSocket(descriptor)
    }

    /// The address that a socket of this process is bound to.
    static func ofSocket(_ descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0 ? SocketAddress(address, length: length) : nil
            }
        }
    }

    /// The address in digits, without its port.
    var text: String {
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let code = withPointer { getnameinfo($0, $1, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) }
        return code == 0 ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    }

    var port: Int {
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        _ = withPointer { getnameinfo($0, $1, nil, 0, &port, socklen_t(port.count), NI_NUMERICSERV) }
        return Int(String(decoding: port.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)) ?? 0
    }

    var isLoopback: Bool { text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.") }
    /// Whether it holds on one wire only, and needs the name of an interface.
    var isLinkLocal: Bool { text.hasPrefix("fe80:") || text.hasPrefix("169.254.") }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
