/// What came out of a read on the device's side of a wire.
public enum DeviceInput: Sendable, Hashable {
    /// At least one byte from the host.
    case bytes([UInt8])

    /// The time was up before a byte arrived.
    case nothing

    /// The wire is gone for good: the emulator ends.
    case closed
}
