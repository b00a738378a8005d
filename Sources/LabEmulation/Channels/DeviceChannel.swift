/// The device's side of a wire. The emulator reads commands from it and writes replies to it, blocking.
///
/// The host may come and go: that is not `closed`. Like a real instrument, the emulator goes on measuring while nobody
/// listens, and what it then sends is lost.
public protocol DeviceChannel: Sendable {
    /// Waits up to `timeout` for bytes from the host; `nil` waits for ever, zero only looks.
    func read(timeout: Duration?) -> DeviceInput

    /// Sends bytes to the host; waits while the host reads too slowly. Returns `false` once the wire is gone for good.
    func write(_ bytes: [UInt8]) -> Bool

    /// Pulls the plug on the host's side: whoever holds the wire finds it gone, and may open it again.
    func hangUp()

    /// Ends the wire: every waiting read and write returns.
    func close()
}

extension DeviceChannel {
    public func hangUp() {}
}
