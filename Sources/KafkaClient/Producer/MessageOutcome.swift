#if Kafka
/// What became of one message of a batch.
public enum MessageOutcome: Sendable, Hashable {
    /// The cluster confirmed it.
    case delivered(partition: Int32, offset: Int64)
    /// It was refused or given up. `mayBeStored`: sent again, it may be there twice.
    case failed(KafkaErrorCode, mayBeStored: Bool)
    /// The client died under it and was replaced. `mayBeStored`: sent again, it may be there twice.
    case fatal(KafkaErrorCode, mayBeStored: Bool)
    /// It never left, because one before it was not delivered, or because the producer was closed.
    case notSent(because: KafkaErrorCode)
    /// The wait for it was cancelled: it may still be delivered.
    case abandoned

    /// True when the cluster confirmed it.
    public var isDelivered: Bool {
        if case .delivered = self { return true }
        return false
    }

    /// The error behind it; nil for a delivered or an abandoned message.
    public var code: KafkaErrorCode? {
        switch self {
        case .failed(let code, _), .fatal(let code, _), .notSent(let code): code
        case .delivered, .abandoned: nil
        }
    }
}
#endif
