#if Kafka
@testable import KafkaClient
@testable import LabKafka
import LabPublishing
import Testing

struct DeliveryLedgerTests {
    private let there = MessageOutcome.delivered(partition: 0, offset: 0)
    private let gone = MessageOutcome.failed(.messageTooLarge, mayBeStored: false)
    /// Events and points by turns.
    private let records = (1...6).map { $0 % 2 == 1 ? Record.event($0) : Record.points($0) }

    @Test func `what follows a failure in its topic is open, and nothing of the other topic`() {
        var ledger = DeliveryLedger(TopicLayout())
        let hasMoved = ledger.note([there, there, gone, there, there, there], of: records)
        #expect(hasMoved)
        #expect(ledger.remaining(of: records).map(\.seq) == [3, 5])
    }

    @Test func `a topic that fails at once stays open as a whole`() {
        var ledger = DeliveryLedger(TopicLayout())
        ledger.note([gone, there, there, there, there, there], of: records)
        #expect(ledger.remaining(of: records).map(\.seq) == [1, 3, 5])
    }

    @Test func `nothing has moved when nothing was confirmed`() {
        var ledger = DeliveryLedger(TopicLayout())
        let hasMoved = ledger.note(Array(repeating: gone, count: 6), of: records)
        #expect(!hasMoved)
        #expect(ledger.remaining(of: records).map(\.seq) == [1, 2, 3, 4, 5, 6])
    }
}
#endif
