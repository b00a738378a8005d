/// Where records go, as the operator types it: `file:./runs`, `kafka:broker:9092`, `null`.
///
/// - Shape: `SCHEME[:REST]`; the scheme names a publisher, the rest is that publisher's own.
public struct SinkAddress: Sendable, Hashable, CustomStringConvertible {
    /// Which publisher: `file`, `null`, …
    public let scheme: String
    /// What stands after the first colon; empty when there is none.
    public let rest: String
    /// The address as it was typed.
    public let text: String

    public var description: String { text }

    /// Reads an address; whether its scheme exists is for the `PublisherCatalog` to say.
    ///
    /// - Throws: `SinkFault.malformed`.
    public init(_ text: String) throws(SinkFault) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let scheme = parts.first, Self.isScheme(scheme) else { throw .malformed(text: text) }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .malformed(text: text)
        }
        self.scheme = String(scheme)
        rest = parts.count == 2 ? String(parts[1]) : ""
        self.text = text
    }

    private init(scheme: String) { (self.scheme, rest, text) = (scheme, "", scheme) }

    /// The name under which a durable journal speaks of its own storage; no publisher.
    package static let outbox = SinkAddress(scheme: "outbox")

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}
