/// A `tcp:HOST:PORT` address, read and checked: a serial port behind ser2net, or an instrument with a network socket.
public struct TCPAddress: Sendable, Hashable {
    /// The address as it was written.
    public let address: LinkAddress
    /// A name or a number; an IPv6 number without its brackets.
    public let host: String
    /// The port.
    public let port: UInt16

    /// Reads an address; an IPv6 number stands in brackets: `tcp:[::1]:7000`.
    ///
    /// - Throws: `LinkError.badAddress`.
    public init(_ address: LinkAddress) throws(LinkError) {
        let text = address.description
        self.address = address
        guard address.options.isEmpty else {
            let names = address.options.keys.sorted().joined(separator: ", ")
            throw .badAddress(address: text, expected: "tcp: takes no options, but there is \(names)")
        }
        guard let colon = address.place.lastIndex(of: ":") else {
            throw .badAddress(address: text, expected: "a network address reads tcp:HOST:PORT, as tcp:lab-pc:7000")
        }
        var host = address.place[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), host.count > 2 {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") || host.contains("[") || host.contains("]") {
            throw .badAddress(address: text, expected: "an IPv6 number stands in brackets, as tcp:[::1]:7000")
        }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else {
            throw .badAddress(address: text, expected: "no host stands before the port, as in tcp:lab-pc:7000")
        }
        let digits = address.place[address.place.index(after: colon)...]
        guard let port = UInt16(digits), port > 0, digits.allSatisfy(\.isNumber) else {
            throw .badAddress(address: text, expected: "a port is a number from 1 to 65535, not “\(digits)”")
        }
        self.host = String(host)
        self.port = port
    }
}
