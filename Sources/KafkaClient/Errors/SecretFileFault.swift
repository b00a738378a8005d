#if Kafka
/// Why a file is not taken as the home of a secret.
public enum SecretFileFault: Sendable, Hashable {
    /// The system's error number.
    case unreadable(Int32)
    case notAFile
    /// Somebody but the owner may read or write it.
    case openToOthers(mode: UInt32)
    /// Larger than 64 KiB.
    case tooLarge
    /// Not UTF-8, or with a zero byte.
    case notText
    case empty
}
#endif
