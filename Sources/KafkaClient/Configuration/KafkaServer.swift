#if Kafka
/// One address of a cluster, written `HOST:PORT` or `[IPv6]:PORT`.
public struct KafkaServer: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address, without brackets.
    public let host: String
    /// 1…65535.
    public let port: UInt16

    /// Reads one address.
    ///
    /// - Throws: ``KafkaError/badServer(_:)``.
    public init(_ text: String) throws(KafkaError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), port > 0,
            text[text.index(after: colon)...].utf8.allSatisfy({ (48...57).contains($0) })
        else { throw .badServer(text) }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]"), Self.isIPv6(host.dropFirst().dropLast()) {
            self.host = String(host.dropFirst().dropLast())
        } else if Self.isName(host) {
            self.host = String(host)
        } else {
            throw .badServer(text)
        }
        self.port = port
    }

    /// Reads addresses with commas between them.
    ///
    /// - Throws: ``KafkaError/badServer(_:)`` for the first that is none, ``KafkaError/noServers`` for an empty list.
    public static func list(_ text: String) throws(KafkaError) -> [KafkaServer] {
        var servers: [KafkaServer] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let address = part.drop { $0 == " " }
            if address.isEmpty && text.allSatisfy({ $0 == " " }) { throw .noServers }
            servers.append(try KafkaServer(String(address.reversed().drop { $0 == " " }.reversed())))
        }
        guard !servers.isEmpty else { throw .noServers }
        return servers
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func isName(_ host: Substring) -> Bool {
        !host.isEmpty && host.utf8.count <= 255
            && host.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }

    private static func isIPv6(_ host: Substring) -> Bool {
        host.contains(":") && host.utf8.count <= 45
            && host.allSatisfy { $0.isHexDigit && $0.isASCII || $0 == ":" || $0 == "." }
    }
}
#endif
