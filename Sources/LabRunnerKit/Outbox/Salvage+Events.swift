import LabOutbox
import LabPublishing
import LabValues

extension Salvage {
    /// The events that say what is lost, sink by sink.
    func losses(at time: Timestamp) -> [LabMessage] {
        lost.sorted { $0.key.text < $1.key.text }.flatMap { sink, ranges in
            ranges.map { range in
                LabMessage(
                    timestamp: time,
                    content: .event(
                        .messagesDropped,
                        data: [
                            "publisher": .string(sink.text), "first_seq": .integer(range.lowerBound),
                            "last_seq": .integer(range.upperBound), "count": .integer(range.count),
                            "policy": "damaged",
                        ]))
            }
        }
    }
}
