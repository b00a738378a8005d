import Glibc
public import LabValues

/// A wire that is a file descriptor: one thread reads it, stamps what arrives, and writes what does not fit at once.
///
/// Terminals, serial ports and sockets differ in how they are opened, not in this. A link that nobody holds any more
/// closes itself.
public final class DescriptorLink: ByteLink {
    public let address: LinkAddress
    // The thread holds the pump, not the link: so the link can die, and then ends the thread.
    private let pump: DescriptorPump

    /// Takes over an open descriptor and starts the thread.
    ///
    /// - Parameters:
    ///   - descriptor: open for reading and writing; closed by this link.
    ///   - isGone: asked when the descriptor is readable but gives nothing: whether the device is gone.
    ///   - unlock: called once at most, as soon as the link is closed; the default gives a `flock` back.
    ///   - release: called once, on the link's thread, after its last use of the descriptor; the default closes it.
    public init(
        address: LinkAddress, descriptor: Int32, clock: any LabClock,
        isGone: @escaping @Sendable () -> Bool = { true }, unlock: (@Sendable () -> Void)? = nil,
        release: (@Sendable () -> Void)? = nil
    ) {
        self.address = address
        pump = DescriptorPump(
            address: "\(address)", descriptor: descriptor, clock: clock, isGone: isGone,
            unlock: unlock ?? { flock(descriptor, LOCK_UN) }, release: release ?? { Glibc.close(descriptor) })
        startThread { [pump] in pump.serve() }
    }

    deinit { pump.close() }

    /// Writes what the descriptor takes and queues the rest; never waits.
    ///
    /// - Throws: `.stalled` when this would leave more than 64 KiB queued behind bytes that wait already; then nothing
    ///   of `bytes` is sent.
    public func send(_ bytes: [UInt8]) async throws(LinkError) { try pump.send(bytes) }

    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        try await pump.receive(until: deadline)
    }

    /// Gives the wire and its lock back at once; the thread closes the descriptor a moment later. Bytes that are still
    /// queued are dropped.
    public func close() { pump.close() }
}
