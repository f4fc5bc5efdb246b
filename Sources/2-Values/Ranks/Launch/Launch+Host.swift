public import Files
internal import Glibc

extension Launch {
    /// Address of this machine at which the other ranks reach it: 127.0.0.1 where all ranks are local, else that of the
    /// interface named by `interface` (as `GLOO_SOCKET_IFNAME` names it), else that by which this machine reaches rank
    /// 0's.
    ///
    /// - Throws: `InputError` where no such address is found.
    public func host(interface: String? = nil) throws(InputError) -> String {
        if isLocal { return "127.0.0.1" }
        let addresses = SocketAddress.ofThisMachine()
        if let interface, !interface.isEmpty {
            // A list takes the first.
            let name = interface.split(separator: ",").first.map(String.init) ?? interface
            guard let found = addresses.first(where: { $0.interface == name }) else {
                let names = Set(addresses.map(\.interface)).sorted().joined(separator: ", ")
                throw InputError(
                    problem: "This machine has no network interface '\(name)' with an address",
                    remedy: "GLOO_SOCKET_IFNAME names one of \(names)")
            }
            return found.address.text
        }
        for target in try SocketAddress.of(host: address, port: max(port, 1)) {
            // Names of a machine often lead to its own loopback (127.0.1.1), where no other machine reaches it.
            if let source = target.source, !source.isLoopback { return source.text }
        }
        guard let found = addresses.first(where: { !$0.address.isLoopback && !$0.address.isLinkLocal }) else {
            throw InputError(
                problem: "This machine has no address at which the other machines reach it",
                remedy: "Look at its network (ip address), or name an interface as GLOO_SOCKET_IFNAME")
        }
        return found.address.text
    }
}
