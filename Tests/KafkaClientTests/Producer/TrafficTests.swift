#if Kafka
import Testing

@testable import KafkaClient

struct TrafficTests {
    private func messages(_ sizes: [Int]) -> [KafkaMessage] {
        sizes.map { KafkaMessage(topic: "t", value: Array(repeating: 0, count: $0)) }
    }

    @Test func `a window is full by messages or by bytes`() {
        var traffic = Traffic(window: .init(messages: 3, bytes: 100))
        let first = traffic.admit(messages([1, 1, 1, 1]), from: 0, atMost: 9)
        #expect(first == (3, 3))
        var other = Traffic(window: .init(messages: 9, bytes: 100))
        let second = other.admit(messages([60, 40, 1]), from: 0, atMost: 9)
        #expect(second == (2, 100))
    }

    @Test func `a lone message passes however large`() {
        var traffic = Traffic(window: .init(messages: 3, bytes: 100))
        let admitted = traffic.admit(messages([500, 1]), from: 0, atMost: 9)
        #expect(admitted == (1, 500))
    }

    @Test func `who was turned away is remembered until there is room`() {
        var traffic = Traffic(window: .init(messages: 1, bytes: 100))
        let admitted = [0, 1].map { traffic.admit(messages([1, 1]), from: $0, atMost: 9).count }
        #expect(admitted == [1, 0])
        let hasWaiting = traffic.release(1, bytes: 1)
        let later = traffic.admit(messages([1, 1]), from: 1, atMost: 9).count
        let stillWaits = traffic.release(1, bytes: 1)
        #expect(hasWaiting && later == 1 && !stillWaits)
    }

    @Test func `the pause doubles up to its limit and is short again after a success`() {
        var backOff = BackOff()
        var pauses: [Duration] = []
        for _ in 0..<100 { pauses.append(backOff.next()) }
        #expect(pauses[..<3] == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
        #expect(pauses.last == .seconds(30))
        backOff.reset()
        let again = backOff.next()
        #expect(again == .milliseconds(100))
    }
}
#endif
