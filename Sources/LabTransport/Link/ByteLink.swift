public import LabValues

/// A wire: bytes to a device and bytes from it, whatever carries them.
///
/// One conversation at a time is the driver's business; one receiver at a time is the rule here: a
/// second one displaces the first, which ends with `.cancelled`.
public protocol ByteLink: Sendable {
    /// Where the wire leads, as the user wrote it.
    var address: LinkAddress { get }
    /// Hands bytes to the wire, in order; returns when they are on their way or queued for it.
    func send(_ bytes: [UInt8]) async throws(LinkError)
    /// The next bytes that arrived, stamped on arrival; nil when `deadline` came first (nil deadline: no limit).
    ///
    /// - Throws: `LinkError`; `.cancelled` when the task was cancelled while it waited. After the wire has ended,
    ///   bytes that had arrived are delivered first.
    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival?
    /// Gives the wire back. Harmless when called twice; a waiting `receive` ends with `.closed`.
    func close()
}

/// Bytes as they came, and when.
public struct Arrival: Sendable, Hashable {
    /// At least one byte.
    public var bytes: [UInt8]
    /// When the reader thread saw them.
    public var moment: LabInstant

    /// Bytes that came at `moment`.
    public init(bytes: [UInt8], moment: LabInstant) {
        self.bytes = bytes
        self.moment = moment
    }
}
