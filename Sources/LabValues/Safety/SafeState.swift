/// What is known about an instrument after it was told to be safe.
public enum SafeState: String, Sendable, Hashable {
    /// The same device, and a check that depends on the cell passed.
    case confirmed
    /// An off command of its own ran to its end; the device offers no check.
    case acknowledged
    /// Nobody can say: the cell may still be on.
    case unconfirmed
}
