#if Kafka
import KafkaClient
import LabPublishing
import LabValues
import Synchronization

/// Brings records to a cluster, and remembers what it confirmed as long as their call is not settled.
final class Courier: Sendable {
    private let producer: KafkaProducer
    private let desk: TopicDesk
    private let form: MessageForm
    private let ledger: Mutex<DeliveryLedger>

    init(_ producer: KafkaProducer, _ desk: TopicDesk, _ form: MessageForm) {
        (self.producer, self.desk, self.form) = (producer, desk, form)
        ledger = Mutex(DeliveryLedger(form.layout))
    }

    /// What is still to be sent of the records.
    func remaining(of records: [Record]) -> [Record] { ledger.withLock { $0.remaining(of: records) } }

    /// Forgets what was confirmed, as the journal does; returns what was refused.
    func settle() -> [Int: KafkaErrorCode] {
        ledger.withLock { ledger in
            defer { ledger.clear() }
            return ledger.refused
        }
    }

    /// Returns when the cluster has confirmed every record, or refused it alone.
    ///
    /// A client that died is replaced by the producer, after a pause: what it may have lost is sent again.
    /// - Throws: `KafkaFault` when the cluster refuses what is no single message's fault.
    func deliver(_ records: [Record], for delivery: Delivery) async throws(KafkaFault) {
        while true {
            let open = remaining(of: records)
            if open.isEmpty { return }
            let partitions = try await desk.partitions(of: form.layout.topics(of: open), for: delivery)
            let outcomes = await send(open, partitions, for: delivery)
            let suspects = zip(open, outcomes).filter { $1.isAboutTheMessage }.map(\.0)
            guard let verdict = outcomes.firstVerdict else { continue }
            if suspects.isEmpty {
                try await judge(outcomes[verdict], of: open[verdict], for: delivery)
            } else {
                try await deliverAlone(suspects, partitions, for: delivery)
            }
        }
    }

    /// A broker refuses whole batches, so its innocent neighbours failed with a message: each is sent alone.
    private func deliverAlone(
        _ suspects: [Record], _ partitions: [TopicName: Int32], for delivery: Delivery
    ) async throws(KafkaFault) {
        for record in suspects {
            while !remaining(of: [record]).isEmpty {
                let outcome = await send([record], partitions, for: delivery)[0]
                if case .failed(let code, _) = outcome, code.isAboutOneMessage {
                    ledger.withLock { $0.refuse(record, code) }
                } else {
                    try await judge(outcome, of: record, for: delivery)
                }
            }
        }
    }

    private func send(
        _ records: [Record], _ partitions: [TopicName: Int32], for delivery: Delivery
    ) async -> [MessageOutcome] {
        let messages = form.messages(records, partitions)
        let outcomes = await producer.send(batch: messages).outcomes
        if ledger.withLock({ $0.note(outcomes, of: records) }) { delivery.note(nil) }
        return outcomes
    }

    /// Returns when the same records can be sent again at once.
    private func judge(
        _ outcome: MessageOutcome, of record: Record, for delivery: Delivery
    ) async throws(KafkaFault) {
        switch outcome {
        case .delivered: return
        case .fatal(let code, _): delivery.note(.fatal(code))
        case .notSent(.destroyed), .failed(.destroyed, _), .abandoned: throw .closed
        case .notSent(.purgedQueue), .failed(.purgedQueue, _), .failed(.purgedInFlight, _): return
        case .notSent(let code), .failed(let code, _):
            await desk.forget()
            throw .cluster(.refused(code, subject: topic(of: record).text))
        }
    }

    private func topic(of record: Record) -> TopicName { form.layout.topic(of: record.message.message) }
}

extension MessageOutcome {
    fileprivate var isAboutTheMessage: Bool {
        if case .failed(let code, _) = self { code.isAboutOneMessage } else { false }
    }
}

extension [MessageOutcome] {
    /// The first message that was tried and not delivered; else the first that was not; nil when all were.
    fileprivate var firstVerdict: Int? {
        let tried = firstIndex {
            switch $0 {
            case .failed, .fatal: true
            default: false
            }
        }
        return tried ?? firstIndex { !$0.isDelivered }
    }
}
#endif
