#if Kafka
extension KafkaConfiguration {
    /// What sending is tuned for. Every preset waits for all replicas (`acks=all`) and is idempotent.
    public enum Preset: String, Sendable, Hashable, CaseIterable {
        /// Nothing is given up and nothing overtakes: no time-out, one request at a time, and the first message that is
        /// refused stops those behind it.
        case reliable
        /// Compressed (lz4), larger batches, up to five requests at a time. After a refused message later ones of the
        /// same partition may already be stored.
        case throughput
        /// Sent at once, up to five requests at a time. Order after a refused message as with ``throughput``.
        case lowLatency
    }

    /// How strict the configuration must be.
    public enum Profile: String, Sendable, Hashable, CaseIterable {
        /// Anything goes.
        case development
        /// Only encrypted connections to verified brokers, with a login.
        case production
    }

    /// How the wire is protected; raw values as Kafka writes them.
    public enum SecurityProtocol: String, Sendable, Hashable, CaseIterable {
        case plaintext = "PLAINTEXT"
        case ssl = "SSL"
        case saslPlaintext = "SASL_PLAINTEXT"
        case saslSSL = "SASL_SSL"

        /// Whether a login is part of it.
        public var needsCredentials: Bool { self == .saslPlaintext || self == .saslSSL }
    }

    /// How a password is shown to a broker; raw values as Kafka writes them.
    public enum SASLMechanism: String, Sendable, Hashable, CaseIterable {
        case plain = "PLAIN"
        case scramSHA256 = "SCRAM-SHA-256"
        case scramSHA512 = "SCRAM-SHA-512"
    }

    /// Who logs in, and how.
    public struct SASLCredentials: Sendable, Hashable {
        public var mechanism: SASLMechanism
        public var username: String
        public var password: Secret

        public init(_ mechanism: SASLMechanism = .plain, username: String, password: Secret) {
            self.mechanism = mechanism
            self.username = username
            self.password = password
        }
    }
}
#endif
