#if Kafka
import KafkaClient
import LabPublishing

/// What became of records that were given to a cluster, as long as their call is not settled; pure.
///
/// Only what is confirmed without a gap in its topic counts: what follows a failure is given again, for nothing else
/// proves the order at the broker.
struct DeliveryLedger: Sendable {
    private let layout: TopicLayout
    /// The last record of each topic up to which everything is confirmed or refused.
    private var through: [TopicName: Int] = [:]
    /// What the cluster will never take, and why.
    private(set) var refused: [Int: KafkaErrorCode] = [:]

    init(_ layout: TopicLayout) { self.layout = layout }

    /// What is still to be sent of the records.
    func remaining(of records: [Record]) -> [Record] {
        through.isEmpty ? records : records.filter { !isSettled($0) }
    }

    /// Notes the outcomes of records that were sent together.
    ///
    /// - Returns: true when something was confirmed.
    @discardableResult
    mutating func note(_ outcomes: [MessageOutcome], of records: [Record]) -> Bool {
        var broken: Set<TopicName> = []
        var hasMoved = false
        // Neighbours mostly share their topic: what is known of it is written down when another one comes.
        var current: (topic: TopicName, seq: Int?, isBroken: Bool)?
        for (record, outcome) in zip(records, outcomes) {
            let topic = layout.topic(of: record.message.message)
            if current?.topic != topic {
                write(current, &broken)
                current = (topic, nil, broken.contains(topic))
            }
            if outcome.isDelivered, current?.isBroken == false {
                current?.seq = record.seq
                hasMoved = true
            } else {
                current?.isBroken = true
            }
        }
        write(current, &broken)
        return hasMoved
    }

    /// Sets a record aside that failed alone, being the first of its topic that is open.
    mutating func refuse(_ record: Record, _ code: KafkaErrorCode) {
        refused[record.seq] = code
        through[layout.topic(of: record.message.message)] = record.seq
    }

    /// Forgets everything: the call is settled.
    mutating func clear() { (through, refused) = ([:], [:]) }

    private mutating func write(
        _ topic: (topic: TopicName, seq: Int?, isBroken: Bool)?, _ broken: inout Set<TopicName>
    ) {
        guard let (topic, seq, isBroken) = topic else { return }
        if let seq { through[topic] = seq }
        if isBroken { broken.insert(topic) }
    }

    private func isSettled(_ record: Record) -> Bool {
        record.seq <= through[layout.topic(of: record.message.message), default: 0]
    }
}
#endif
