import LabTransport
import LabValues
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct LinkInboxStressTests {
    @Test(arguments: 1...4)
    func `bytes, alarms and cancellations that race lose and double nothing`(seed: UInt64) async throws {
        let inbox = LinkInbox(clock: realClock, capacity: 4096)
        let last = 10_000
        startThread { feed(inbox, upTo: last, seed: seed) }
        var random = SeededRandom(seed: seed &+ 100)
        var expected = 1
        var outcomes = (bytes: 0, alarms: 0, cancellations: 0)
        while expected <= last {
            let deadline = realClock.now + .microseconds(Int.random(in: 0...60, using: &random))
            let task = Task { try await inbox.receive(until: deadline) }
            if Int.random(in: 0..<3, using: &random) == 0 {
                for _ in 0..<Int.random(in: 0..<3, using: &random) { await Task.yield() }
                task.cancel()
            }
            switch await task.result {
            case .success(let arrival?):
                try #require(arrival.bytes == number(expected))
                expected += 1
                outcomes.bytes += 1
            case .success(nil): outcomes.alarms += 1
            case .failure(let error):
                try #require(error as? LinkError == .cancelled)
                outcomes.cancellations += 1
            }
        }
        await #expect(throws: LinkError.closed(address: "end")) { try await inbox.receive(until: nil) }
        #expect(outcomes.bytes == last, "\(outcomes)")
    }

    @Test func `the end never leaves a receiver behind`() async throws {
        for round in 0..<3000 {
            let inbox = LinkInbox(clock: realClock)
            let waiting = Task { try await inbox.receive(until: round % 2 == 0 ? nil : realClock.now + .seconds(60)) }
            if round % 3 == 0 { await Task.yield() }
            inbox.finish(.closed(address: "end"))
            await #expect(throws: LinkError.closed(address: "end")) { try await waiting.value }
        }
    }
}

private func number(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

private func feed(_ inbox: LinkInbox, upTo last: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let pause = Monitor(())
    for value in 1...last {
        while !inbox.hasRoom { _ = pause.wait(for: .microseconds(20)) { _ in Bool?.none } }
        if Int.random(in: 0..<4, using: &random) == 0 {
            _ = pause.wait(for: .microseconds(Int.random(in: 1...40, using: &random))) { _ in Bool?.none }
        }
        inbox.deliver(number(value))
    }
    inbox.finish(.closed(address: "end"))
}
