#if Kafka
extension KafkaProducer {
    /// How much may be under way at once; what is beyond waits without a thread.
    public struct Window: Sendable, Hashable {
        public var messages: Int
        /// Bytes of keys and values.
        public var bytes: Int

        public init(messages: Int = 20_000, bytes: Int = 16_777_216) {
            self.messages = max(1, messages)
            self.bytes = max(1, bytes)
        }
    }
}
#endif
