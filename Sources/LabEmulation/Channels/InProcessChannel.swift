import LabValues

/// A wire inside one process: two bounded byte queues, with a device's side and a host's side.
///
/// Output waits for the host beyond 64 KiB; input is refused beyond 1 MiB. The host opens the wire, may close and open
/// it again, and finds the device still running; what the device sends while nobody listens is lost.
public final class InProcessChannel: DeviceChannel {
    private struct Wire {
        var toDevice: [UInt8] = []
        var toHost: [UInt8] = []
        var isHostPresent = true
        /// Counts the hosts, so that one that has let go cannot take what the next one is sent.
        var session = 0
        var isClosed = false
    }

    private static let outputLimit = 64 * 1024
    private static let inputLimit = 1024 * 1024
    private let wire = Monitor(Wire())

    /// A wire with the host present.
    public init() {}

    // MARK: The device's side

    /// Waits for bytes from the host.
    public func read(timeout: Duration?) -> DeviceInput {
        let input = wire.wait(for: timeout) { wire -> DeviceInput? in
            if wire.isClosed { return .closed }
            if wire.toDevice.isEmpty { return nil }
            defer { wire.toDevice.removeAll() }
            return .bytes(wire.toDevice)
        }
        return input ?? .nothing
    }

    /// Queues bytes for the host; waits while 64 KiB are unread.
    public func write(_ bytes: [UInt8]) -> Bool {
        let sent = wire.wait(for: nil) { wire -> Bool? in
            if wire.isClosed { return false }
            if !wire.isHostPresent { return true }
            if !wire.toHost.isEmpty, wire.toHost.count + bytes.count > Self.outputLimit { return nil }
            wire.toHost += bytes
            return true
        }
        return sent ?? false
    }

    /// The host finds the wire gone once it has read what was sent before.
    public func hangUp() {
        wire.update { $0.isHostPresent = false }
    }

    /// Ends the wire for both sides; the host still reads what was sent before.
    public func close() {
        wire.update { $0.isClosed = true }
    }

    // MARK: The host's side

    /// The host takes the wire (again). Anything sent before is gone, as with a port that is opened anew.
    ///
    /// - Returns: the number of this session, for ``hostRead(timeout:in:)``.
    @discardableResult
    public func hostOpen() -> Int {
        wire.update { wire in
            wire.toHost.removeAll()
            wire.isHostPresent = true
            wire.session += 1
            return wire.session
        }
    }

    /// The host lets go of the wire; the device is not told and goes on. What the host wrote is still read.
    ///
    /// - Parameter session: what ``hostOpen()`` returned; nothing happens when another session followed.
    public func hostClose(_ session: Int? = nil) {
        wire.update { wire in
            if let session, session != wire.session { return }
            wire.toHost.removeAll()
            wire.isHostPresent = false
        }
    }

    /// Sends bytes to the device, at once. Returns `false`, and sends nothing, when the wire is closed or 1 MiB is unread.
    public func hostWrite(_ bytes: [UInt8]) -> Bool {
        wire.update { wire in
            guard !wire.isClosed, wire.isHostPresent, wire.toDevice.count + bytes.count <= Self.inputLimit else {
                return false
            }
            wire.toDevice += bytes
            return true
        }
    }

    /// Waits up to `timeout` for bytes from the device; `nil` waits for ever, zero only looks.
    ///
    /// Returns `closed` once everything is read and the wire has ended, or the host has let go of it.
    ///
    /// - Parameter session: what ``hostOpen()`` returned; a session that another one followed is closed.
    public func hostRead(timeout: Duration?, in session: Int? = nil) -> DeviceInput {
        let output = wire.wait(for: timeout) { wire -> DeviceInput? in
            if let session, session != wire.session { return .closed }
            if wire.toHost.isEmpty { return wire.isClosed || !wire.isHostPresent ? .closed : nil }
            defer { wire.toHost.removeAll() }
            return .bytes(wire.toHost)
        }
        return output ?? .nothing
    }
}
