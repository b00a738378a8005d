#if Kafka
import CRdKafka

/// Where reading a partition begins.
public enum StartingOffset: Sendable, Hashable {
    /// What arrives after the broker was asked for the end.
    case latest
    /// The oldest message the broker still has.
    case earliest
    /// This message; when the broker has it no more, ``OffsetReset`` decides.
    case offset(Int64)
    /// What the group committed last; when it committed nothing, ``OffsetReset`` decides.
    case stored

    var native: Int64 {
        switch self {
        case .latest: Int64(RD_KAFKA_OFFSET_END)
        case .earliest: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .offset(let offset): max(0, offset)
        case .stored: Int64(RD_KAFKA_OFFSET_STORED)
        }
    }
}
#endif
