#if Kafka
/// Why a request has no reply.
public enum RequestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// So many requests wait already.
    case tooMany(inFlight: Int)
    /// Another request with this id waits, or has been here a short while ago.
    case idInUse(CorrelationID)
    /// No reply came in time. `isStored`: the cluster confirmed the request; `reason`: what a connection complained of.
    case noReply(within: Duration, isStored: Bool, reason: KafkaError?)
    /// The request never reached the cluster.
    case notSent(MessageOutcome)
    /// The task that waited was cancelled; the request may be dealt with all the same.
    case cancelled
    /// The requester was closed.
    case closed

    public var description: String {
        switch self {
        case .tooMany(let count): "\(count) requests wait for their replies already."
        case .idInUse(let id): "A request with the id \(id) waits already, or was here before."
        case .noReply(_, _, let reason?): reason.description
        case .noReply(let limit, true, nil): "Nobody replied within \(limit)."
        case .noReply(let limit, false, nil): "The request was not stored within \(limit)."
        case .notSent(let outcome): "The request was not sent: \(outcome.code?.name ?? "given up")."
        case .cancelled: "The wait for a reply was cancelled."
        case .closed: "The requester has been closed."
        }
    }
}
#endif
