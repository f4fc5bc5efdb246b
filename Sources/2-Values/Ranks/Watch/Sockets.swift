internal import Files
internal import Glibc

/// Calls on TCP sockets that never wait and that no signal breaks off.
enum Sockets {
    /// Seconds since some moment, which a machine that sleeps does not count.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Listens at a free port of this machine, at IPv6 and IPv4 alike where it has both.
    ///
    /// - Parameter isLoopback: only for this machine's own processes, which come to 127.0.0.1.
    static func listen(isLoopback: Bool) throws -> (descriptor: Int32, port: Int) {
        for family in isLoopback ? [AF_INET] : [AF_INET6, AF_INET] {
            guard let descriptor = open(family) else { continue }
            if family == AF_INET6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
            let isBound = SocketAddress.own(family, isLoopback: isLoopback).withPointer {
                bind(descriptor, $0, $1) == 0
            }
            if isBound, Glibc.listen(descriptor, 1024) == 0, let address = SocketAddress.ofSocket(descriptor) {
                return (descriptor, address.port)
            }
            close(descriptor)
        }
        throw InputError(
            problem: "No port of this machine is free for the ranks to watch one another (\(reason(errno)))",
            remedy: "Look at the limits of the machine (ulimit -n, ss -s)")
    }

    /// Connects within `seconds`; nil where nobody answers.
    static func connect(_ address: SocketAddress, seconds: Double) -> Int32? {
        guard let descriptor = open(address.family) else { return nil }
        let code = address.withPointer { Glibc.connect(descriptor, $0, $1) == 0 ? 0 : errno }
        // After a signal too, the connection goes on being made.
        if code == 0 || ((code == EINPROGRESS || code == EINTR) && isOpen(descriptor, seconds: seconds)) {
            return descriptor
        }
        close(descriptor)
        return nil
    }

    /// Takes the next one that waits at `listener`; nil where nobody does.
    static func accept(_ listener: Int32) -> Int32? {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            if descriptor >= 0 {
                prepare(descriptor)
                return descriptor
            }
            if errno != EINTR && errno != ECONNABORTED { return nil }
        }
    }

    /// Waits until one of `items` is ready, at most `seconds`.
    static func poll(_ items: inout [pollfd], seconds: Double) {
        let count = Glibc.poll(&items, nfds_t(items.count), Int32(max(0, (seconds * 1000).rounded(.up))))
        // Broken off by a signal, it has not looked at them.
        if count < 0 { for index in items.indices { items[index].revents = 0 } }
    }

    private static func isOpen(_ descriptor: Int32, seconds: Double) -> Bool {
        let end = now + seconds
        while now < end {
            var items = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
            poll(&items, seconds: end - now)
            guard items[0].revents != 0 else { continue }
            var code: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 && code == 0
        }
        return false
    }

    private static func open(_ family: Int32) -> Int32? {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        prepare(descriptor)
        return descriptor
    }

    /// Never waits, is not handed to child processes, and sends at once.
    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
