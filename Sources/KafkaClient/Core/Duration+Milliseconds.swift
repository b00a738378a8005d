#if Kafka
extension Duration {
    /// Whole milliseconds as librdkafka takes them: rounded up, never negative, at most about 24 days.
    var milliseconds: Int32 {
        let parts = max(.zero, min(self, .seconds(2_000_000))).components
        let rest = (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(parts.seconds * 1000 + rest)
    }
}
#endif
