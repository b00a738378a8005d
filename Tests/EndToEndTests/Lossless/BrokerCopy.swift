#if Kafka
import Foundation
import Testing

/// The messages of one experiment as they stand at a broker: by topic, in the order of their partition.
struct BrokerCopy {
    /// One message that stands there, once or again.
    struct Copy {
        var seq: Int
        var partition: Int
        var payload: String
    }

    static let topics = ["echem_data", "echem_events"]

    private(set) var topics: [String: [Copy]] = [:]

    /// What stands at a broker now, by experiment.
    static func readAll(from kcat: Kcat) async throws -> [String: BrokerCopy] {
        var copies: [String: BrokerCopy] = [:]
        let present = try await kcat.topics()
        for topic in topics where present[topic] != nil {
            for message in try await kcat.readAll(topic: topic) {
                let experiment = try #require(message.key)
                copies[experiment, default: BrokerCopy()].topics[topic, default: []].append(try copy(of: message))
            }
        }
        return copies
    }

    /// What stands there of one experiment.
    static func read(_ experiment: String = "trial", from kcat: Kcat) async throws -> BrokerCopy {
        try await readAll(from: kcat)[experiment] ?? BrokerCopy()
    }

    private static func copy(of message: Kcat.Message) throws -> Copy {
        let words = try #require(message.header("message-id")).split(separator: "/")
        try #require(words.count == 2 && String(words[0]) == message.key, "the id is the key and a number")
        return Copy(
            seq: try #require(Int(words[1])), partition: message.partition, payload: try #require(message.payload))
    }

    var all: [Copy] { topics.values.flatMap(\.self) }

    /// Every `seq` that is there, each once.
    var seqs: [Int] { Set(all.map(\.seq)).sorted() }

    /// How many messages stand there that a reader throws away by their id.
    var duplicates: Int { all.count - seqs.count }

    /// The partition of each topic; more than one when the messages were scattered.
    var partitions: [String: Set<Int>] { topics.mapValues { Set($0.map(\.partition)) } }

    /// What one process of several with one experiment id wrote.
    func written(by writer: String) -> BrokerCopy {
        var copy = self
        copy.topics = topics.mapValues { $0.filter { $0.payload.contains("\"writer\":\"\(writer)\"") } }
        return copy
    }

    /// The payload of each message; a copy that says something else is reported.
    func payloads(_ round: String = "") -> [Int: String] {
        all.reduce(into: [:]) { payloads, copy in
            if let other = payloads[copy.seq] {
                #expect(other == copy.payload, "\(round) copies of \(copy.seq) differ")
            }
            payloads[copy.seq] = copy.payload
        }
    }

    /// Where a message stands for the first time behind one that follows it.
    var misplaced: [Int] {
        topics.values.flatMap { copies -> [Int] in
            var seen: Set<Int> = []
            var last = 0
            return copies.compactMap { copy -> Int? in
                guard seen.insert(copy.seq).inserted else { return nil }
                defer { last = max(last, copy.seq) }
                return copy.seq < last ? copy.seq : nil
            }
        }
    }
}
#endif
