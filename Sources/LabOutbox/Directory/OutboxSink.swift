public import LabPublishing

/// A sink as the outbox remembers it.
public struct OutboxSink: Sendable, Hashable {
    /// The address in a form that means the same in another working directory.
    public var address: SinkAddress
    /// The host part, held against a differing one at the next delivery; empty for a sink on this host.
    public var host: String
    /// Whether it writes to this host.
    public var isLocal: Bool

    /// A sink with its settled address.
    public init(_ address: SinkAddress, host: String? = nil, isLocal: Bool) {
        (self.address, self.isLocal) = (address, isLocal)
        self.host = host ?? (isLocal ? "" : address.rest)
    }
}
