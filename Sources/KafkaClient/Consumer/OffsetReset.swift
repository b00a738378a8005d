#if Kafka
/// Where reading begins when nothing is committed, or when the broker has the wanted message no more.
///
/// - Source: `auto.offset.reset` of librdkafka's `CONFIGURATION.md`.
public enum OffsetReset: String, Sendable, Hashable, CaseIterable {
    /// At the end: what is there already is not read.
    case latest
    /// At the oldest message.
    case earliest
    /// The reader gets an error, code `_AUTO_OFFSET_RESET`.
    case error
}
#endif
