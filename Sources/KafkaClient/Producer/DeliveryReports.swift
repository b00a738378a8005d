#if Kafka
import CRdKafka
import Synchronization

/// Brings the reports of one client to the batches they belong to.
///
/// The library carries a number with each message: the batch's slot and the message's index in it. So a message needs
/// no object of its own, and a batch one.
final class DeliveryReports: Sendable {
    fileprivate struct Ledger {
        var slots: [Batch?] = []
        var free: [Int] = []
        var messages = 0
        var bytes = 0
        /// What the first message was refused with.
        var firstFailure: KafkaErrorCode?
        /// Why the client is of no use any more.
        var death: KafkaErrorCode?
        var drained: Latch?
        var settled = Settled()
    }

    /// Outcomes that nobody has been told yet.
    struct Settled: Sendable {
        var messages = 0
        var bytes = 0
        var delivered = 0
        var batches: [Batch] = []
    }

    let trouble = LastTrouble()
    private let ledger = Mutex(Ledger())
    private let onSettled: @Sendable (Settled) -> Void
    private let onLost: @Sendable (KafkaMessage, MessageOutcome) -> Void

    init(
        onLost: @escaping @Sendable (KafkaMessage, MessageOutcome) -> Void,
        onSettled: @escaping @Sendable (Settled) -> Void
    ) {
        self.onLost = onLost
        self.onSettled = onSettled
    }

    /// A number for a batch, kept until its last outcome.
    func slot(for batch: Batch) -> Int {
        ledger.withLock { ledger in
            if let slot = ledger.free.popLast() {
                ledger.slots[slot] = batch
                return slot
            }
            ledger.slots.append(batch)
            return ledger.slots.count - 1
        }
    }

    /// Gives a number back.
    func free(_ slot: Int) {
        ledger.withLock { ledger in
            ledger.slots[slot] = nil
            ledger.free.append(slot)
        }
    }

    /// What the library carries with a message.
    static func tag(slot: Int, index: Int) -> UnsafeMutableRawPointer? {
        UnsafeMutableRawPointer(bitPattern: (slot + 1) << 32 | index)
    }

    /// Messages are handed to the library; called before, so that no report comes first.
    func leaving(_ count: Int, bytes: Int) {
        ledger.withLock { ledger in
            ledger.messages += count
            ledger.bytes += bytes
        }
    }

    /// The client is of no use any more: what follows is told so.
    func die(of code: KafkaErrorCode) { ledger.withLock { $0.death = $0.death ?? code } }

    /// A latch that opens when the library has reported everything.
    func whenDrained() -> Latch {
        ledger.withLock { ledger in
            let latch = Latch()
            if ledger.messages == 0 { latch.open() } else { ledger.drained = latch }
            return latch
        }
    }

    /// Takes the reports of one event; to be announced when the library has the event's memory back.
    func take(_ event: OpaquePointer) {
        var current: (slot: Int, batch: Batch)?
        var settled = Settled()
        while let message = rd_kafka_event_message_next(event) {
            let tag = Int(bitPattern: message.pointee._private)
            let (slot, index) = (tag >> 32 - 1, tag & 0xffff_ffff)
            if current?.slot != slot { current = batch(in: slot).map { (slot, $0) } }
            let outcome = outcome(of: message)
            settled.messages += 1
            settled.bytes += message.pointee.len + message.pointee.key_len
            if outcome.isDelivered { settled.delivered += 1 }
            if let batch = current?.batch, settle(index, of: batch, in: slot, outcome) { settled.batches.append(batch) }
        }
        if settled.delivered > 0 { trouble.forget() }
        ledger.withLock { $0.settled.add(settled) }
    }

    /// Tells what has been taken.
    func announce() {
        let settled = ledger.withLock { ledger in
            defer { ledger.settled = Settled() }
            return ledger.settled
        }
        guard settled.messages > 0 else { return }
        gone(settled)
        onSettled(settled)
        for batch in settled.batches { batch.finish() }
    }

    /// Gives what was never reported its outcome; called when the client is gone.
    func abandon() {
        announce()
        let (settled, death) = ledger.withLock { ledger in
            defer { ledger.slots = [] }
            let batches = ledger.slots.compactMap { $0 }
            return (
                Settled(messages: ledger.messages, bytes: ledger.bytes, batches: batches), ledger.death ?? .destroyed
            )
        }
        guard settled.messages > 0 else { return }
        for batch in settled.batches { batch.settleRest(.fatal(death, mayBeStored: true)) }
        gone(settled)
        onSettled(settled)
        for batch in settled.batches { batch.finish() }
    }

    private func batch(in slot: Int) -> Batch? {
        ledger.withLock { $0.slots.indices.contains(slot) ? $0.slots[slot] : nil }
    }

    /// True when it was the batch's last.
    private func settle(_ index: Int, of batch: Batch, in slot: Int, _ outcome: MessageOutcome) -> Bool {
        if !outcome.isDelivered, batch.isUnattended { onLost(batch.messages[index], outcome) }
        let isLast = batch.settle(index..<index + 1, outcome)
        if isLast { free(slot) }
        return isLast
    }

    private func gone(_ settled: Settled) {
        ledger.withLock { ledger in
            ledger.messages -= settled.messages
            ledger.bytes -= settled.bytes
            if ledger.messages == 0 { ledger.drained?.open() }
        }
    }

    private func outcome(of message: UnsafePointer<rd_kafka_message_t>) -> MessageOutcome {
        let code = KafkaErrorCode(message.pointee.err)
        guard code != .none else {
            return .delivered(partition: message.pointee.partition, offset: message.pointee.offset)
        }
        let mayBeStored = rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED
        return ledger.withLock { $0.outcome(code, mayBeStored) }
    }
}

extension DeliveryReports.Settled {
    fileprivate mutating func add(_ other: Self) {
        messages += other.messages
        bytes += other.bytes
        delivered += other.delivered
        batches += other.batches
    }
}

extension DeliveryReports.Ledger {
    /// A refusal that only ended the client for the sake of order is not a fatal error.
    fileprivate mutating func outcome(_ code: KafkaErrorCode, _ mayBeStored: Bool) -> MessageOutcome {
        let isOwn = ![.purgedQueue, .purgedInFlight, .fatal, .destroyed].contains(code)
        if isOwn, firstFailure == nil { firstFailure = code }
        let cause = firstFailure ?? death ?? code
        if code == .purgedQueue || !isOwn && !mayBeStored { return .notSent(because: cause) }
        if let death, death != .gapless { return .fatal(isOwn ? code : death, mayBeStored: mayBeStored) }
        return .failed(isOwn ? code : cause, mayBeStored: mayBeStored)
    }
}
#endif
