#if Kafka
/// What became of a batch: one outcome per message, in the batch's order.
public struct BatchResult: Sendable, Hashable {
    public let outcomes: [MessageOutcome]

    /// How many messages from the start are delivered without a gap: what may be forgotten.
    public var deliveredPrefix: Int { outcomes.firstIndex { !$0.isDelivered } ?? outcomes.count }

    /// True when all are delivered.
    public var isDelivered: Bool { deliveredPrefix == outcomes.count }

    /// The first error of a message that was tried; nil when all are delivered or the wait was cancelled.
    public var firstFailure: KafkaErrorCode? {
        let tried = outcomes.first {
            switch $0 {
            case .failed, .fatal: true
            default: false
            }
        }
        return tried?.code ?? outcomes.lazy.compactMap(\.code).first
    }

    /// True when the error is about a message and not about the topic, the user or the cluster.
    ///
    /// The broker refuses whole requests, so its innocent neighbours failed with it: send each alone to find it.
    public var isAboutOneMessage: Bool { firstFailure?.isAboutOneMessage ?? false }
}
#endif
