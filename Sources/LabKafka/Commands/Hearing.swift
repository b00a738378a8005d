#if Kafka
import KafkaClient

/// Whether a listener hears anything, of what its cluster and its reader say. Pure.
struct Hearing: Sendable {
    enum Change: Sendable, Hashable {
        case hears
        case isDeaf(because: String)
    }

    private var contactFault: KafkaError?
    private var readingFault: KafkaError?
    private var isTold: Bool?

    /// The places are known.
    mutating func begin() -> Change? {
        (contactFault, readingFault) = (nil, nil)
        return decide()
    }

    /// They could not be found out.
    mutating func fail(_ fault: KafkaFault) -> Change? {
        isTold = false
        return .isDeaf(because: fault.description)
    }

    /// The cluster was asked whether it is there.
    mutating func contact(_ fault: KafkaError?) -> Change? {
        contactFault = fault
        // Who may see a topic may still not read it.
        let staysDeaf = readingFault?.code == .topicAuthorizationFailed
        if fault == nil, !staysDeaf { readingFault = nil }
        return decide()
    }

    /// Messages cannot be read.
    mutating func fail(reading fault: KafkaError) -> Change? {
        readingFault = fault
        return decide()
    }

    /// A message was read.
    mutating func read() -> Change? {
        guard isTold != true else { return nil }
        return begin()
    }

    private mutating func decide() -> Change? {
        let fault = readingFault ?? contactFault
        guard isTold != (fault == nil) else { return nil }
        isTold = fault == nil
        return fault.map { .isDeaf(because: $0.description) } ?? .hears
    }
}
#endif
