#if Kafka
import CRdKafka

/// A broker's or the library's error number.
///
/// - Source: `rd_kafka_resp_err_t`; positive numbers are Kafka's own, negative ones the library's.
public struct KafkaErrorCode: RawRepresentable, Sendable, Hashable {
    public let rawValue: Int32

    public init(rawValue: Int32) { self.rawValue = rawValue }

    init(_ error: rd_kafka_resp_err_t) { rawValue = error.rawValue }

    var native: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue: rawValue) }

    /// The library's symbolic name without its prefix, such as `_TRANSPORT` or `TOPIC_AUTHORIZATION_FAILED`.
    public var name: String { rd_kafka_err2name(native).map { String(cString: $0) } ?? "\(rawValue)" }

    /// True when the fault lies in the message itself, so that it would fail alone too.
    public var isAboutOneMessage: Bool { self == .messageTooLarge || self == .invalidRecord }

    /// True when the same call may succeed later without anything being changed at this end.
    public var isRetriable: Bool { Self.retriable.contains(self) }

    /// True for what a connection complains of, and not a broker's answer.
    var isOfConnection: Bool {
        [.transport, .resolve, .allBrokersDown, .ssl, .authentication, .saslAuthenticationFailed].contains(self)
    }

    private static let retriable: Set<KafkaErrorCode> = [
        .transport, .allBrokersDown, .timedOut, .messageTimedOut, .queueFull, .resolve, .notLeader, .requestTimedOut,
        .leaderNotAvailable, .notEnoughReplicas, .notEnoughReplicasAfterAppend, .coordinatorLoading,
        .coordinatorNotAvailable, .notCoordinator, .networkException, .purgedQueue, .purgedInFlight, .waitCoordinator,
        .timedOutQueue, .retry, .unknownTopicOrPartition,
    ]
}

extension KafkaErrorCode {
    public static let none = Self(rawValue: 0)
    public static let messageTooLarge = Self(rawValue: 10)
    public static let invalidRecord = Self(rawValue: 87)
    public static let topicAuthorizationFailed = Self(rawValue: 29)
    public static let groupAuthorizationFailed = Self(rawValue: 30)
    public static let clusterAuthorizationFailed = Self(rawValue: 31)
    public static let unknownTopicOrPartition = Self(rawValue: 3)
    public static let invalidTopic = Self(rawValue: 17)
    public static let saslAuthenticationFailed = Self(rawValue: 58)
    public static let topicExists = Self(rawValue: 36)
    public static let policyViolation = Self(rawValue: 44)
    public static let outOfOrderSequence = Self(rawValue: 45)
    public static let leaderNotAvailable = Self(rawValue: 5)
    public static let notLeader = Self(rawValue: 6)
    public static let requestTimedOut = Self(rawValue: 7)
    public static let networkException = Self(rawValue: 13)
    public static let coordinatorLoading = Self(rawValue: 14)
    public static let coordinatorNotAvailable = Self(rawValue: 15)
    public static let notCoordinator = Self(rawValue: 16)
    public static let notEnoughReplicas = Self(rawValue: 19)
    public static let notEnoughReplicasAfterAppend = Self(rawValue: 20)

    public static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
    public static let resolve = Self(RD_KAFKA_RESP_ERR__RESOLVE)
    public static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    public static let ssl = Self(RD_KAFKA_RESP_ERR__SSL)
    public static let authentication = Self(RD_KAFKA_RESP_ERR__AUTHENTICATION)
    public static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
    public static let timedOutQueue = Self(RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE)
    public static let messageTimedOut = Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    public static let unknownTopic = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
    public static let unknownPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    public static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
    public static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
    public static let gapless = Self(RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE)
    public static let destroyed = Self(RD_KAFKA_RESP_ERR__DESTROY)
    public static let purgedQueue = Self(RD_KAFKA_RESP_ERR__PURGE_QUEUE)
    public static let purgedInFlight = Self(RD_KAFKA_RESP_ERR__PURGE_INFLIGHT)
    public static let waitCoordinator = Self(RD_KAFKA_RESP_ERR__WAIT_COORD)
    public static let retry = Self(RD_KAFKA_RESP_ERR__RETRY)
    public static let partitionEnd = Self(RD_KAFKA_RESP_ERR__PARTITION_EOF)
}
#endif
