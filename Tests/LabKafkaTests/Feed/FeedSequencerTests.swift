#if Kafka
import LabKafka
import LabPublishing
import LabValues
import Testing

struct FeedSequencerTests {
    private static let start = LabInstant(sinceOrigin: .zero)

    @Test func `messages of two topics come out in one order`() {
        var feed = FeedSequencer()
        let elements = [1, 3, 2, 5, 6, 4].flatMap { feed.receive(.at($0), at: Self.start) }
        #expect(elements == (1...6).map { .event(.at($0)) })
        #expect(feed.deadline == nil)
    }

    @Test func `what came before is delivered once`() {
        var feed = FeedSequencer()
        let elements = [1, 1, 3, 3, 2, 1, 2, 3].flatMap { feed.receive(.at($0), at: Self.start) }
        #expect(elements == (1...3).map { .event(.at($0)) })
    }

    @Test func `a hole is a gap after a while, and its message follows when it comes after all`() {
        var feed = FeedSequencer()
        #expect(feed.receive(.at(1), at: Self.start).count == 1)
        #expect(feed.receive(.at(5), at: Self.start) == [])
        #expect(feed.expire(at: Self.start + .seconds(4)) == [])
        #expect(feed.deadline == Self.start + .seconds(5))
        #expect(feed.expire(at: Self.start + .seconds(5)) == [.gap(.test("bench-1"), 2...4), .event(.at(5))])
        #expect(feed.receive(.at(3), at: Self.start) == [.event(.at(3))])
        #expect(feed.receive(.at(3), at: Self.start) == [])
        #expect(feed.receive(.at(2), at: Self.start) == [.event(.at(2))])
        #expect(feed.receive(.at(6), at: Self.start) == [.event(.at(6))])
    }

    @Test func `the wait begins anew when a hole was filled`() {
        var feed = FeedSequencer()
        _ = feed.receive(.at(2), at: Self.start)
        _ = feed.receive(.at(5), at: Self.start + .seconds(3))
        _ = feed.receive(.at(1), at: Self.start + .seconds(4))
        #expect(feed.deadline == Self.start + .seconds(9))
    }

    @Test func `a feed that joins in the middle begins with the lowest, and calls nothing a gap`() {
        var feed = FeedSequencer(.anywhere)
        #expect(feed.receive(.at(8), at: Self.start) == [])
        #expect(feed.receive(.at(7), at: Self.start) == [])
        #expect(feed.expire(at: Self.start + .seconds(5)) == [.event(.at(7)), .event(.at(8))])
        #expect(feed.receive(.at(4), at: Self.start) == [.event(.at(4))])
        #expect(feed.receive(.at(4), at: Self.start) == [])
        #expect(feed.receive(.at(9), at: Self.start) == [.event(.at(9))])
    }

    @Test func `two writers in one place clash, a writer that goes on does not`() {
        var feed = FeedSequencer()
        let (first, second) = (WriterID(random: 0), WriterID(random: 1))
        #expect(feed.receive(.at(1), at: Self.start) == [.event(.at(1))])
        #expect(feed.receive(.at(1, by: second), at: Self.start) == [.clash(.at(1, by: second), with: first)])
        #expect(feed.receive(.at(2, by: second), at: Self.start) == [.event(.at(2, by: second))])
        #expect(feed.receive(.at(1), at: Self.start) == [])
        #expect(feed.receive(.at(2), at: Self.start) == [.clash(.at(2), with: second)])
        #expect(feed.receive(.at(4), at: Self.start) == [])
        #expect(feed.receive(.at(4, by: second), at: Self.start) == [.clash(.at(4, by: second), with: first)])
    }

    @Test func `no more is held than allowed`() {
        var limits = FeedSequencer.Limits()
        limits.held = 3
        var feed = FeedSequencer(limits: limits)
        #expect((3...5).flatMap { feed.receive(.at($0), at: Self.start) } == [])
        let elements = feed.receive(.at(6), at: Self.start)
        #expect(elements == [.gap(.test("bench-1"), 1...2)] + (3...6).map { .event(.at($0)) })
    }

    @Test func `the experiment that was used longest ago is forgotten, not what is held of it`() {
        var limits = FeedSequencer.Limits()
        limits.experiments = 2
        var feed = FeedSequencer(limits: limits)
        #expect(feed.receive(.at(2, of: "a"), at: Self.start) == [])
        #expect(feed.receive(.at(1, of: "b"), at: Self.start).count == 1)
        let elements = feed.receive(.at(1, of: "c"), at: Self.start)
        #expect(elements == [.gap(.test("a"), 1...1), .event(.at(2, of: "a")), .event(.at(1, of: "c"))])
        #expect(feed.receive(.at(2, of: "b"), at: Self.start) == [.event(.at(2, of: "b"))])
    }

    @Test func `a place that is none does no harm`() {
        var feed = FeedSequencer()
        for seq in [0, -1, Int.min, Int.max] {
            #expect(feed.receive(.at(seq), at: Self.start) == [.event(.at(seq))])
        }
        #expect(feed.receive(.at(Int.max - 1), at: Self.start) == [])
        #expect(feed.expire(at: Self.start + .seconds(5)).last == .event(.at(Int.max - 1)))
    }

    @Test(arguments: 0..<50) func `any mixture of losses and repetitions comes out in order`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let lost = Set((0..<10).map { _ in Int.random(in: 1...199, using: &random) })
        var sent = (1...200).filter { !lost.contains($0) }
        sent += sent.filter { _ in Bool.random(using: &random) }
        sent.shuffle(using: &random)
        var feed = FeedSequencer()
        var elements = sent.flatMap { feed.receive(.at($0), at: Self.start) }
        while let deadline = feed.deadline { elements += feed.expire(at: deadline) }
        #expect(elements.compactMap(\.message?.seq) == (1...200).filter { !lost.contains($0) })
        let gaps = elements.flatMap { if case .gap(_, let range) = $0 { Array(range) } else { [Int]() } }
        #expect(gaps == lost.sorted())
    }
}

extension NumberedMessage {
    fileprivate static func at(
        _ seq: Int, by writer: WriterID = WriterID(random: 0), of id: String = "bench-1"
    ) -> NumberedMessage {
        var message = NumberedMessage.test(seq, .event(.note, data: [:]), of: id)
        message.writer = writer
        return message
    }
}

/// SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
#endif
