import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MonitorTests {
    @Test func `a wait gives what is there already, also with no time at all`() {
        #expect(Monitor(3).wait(for: .zero) { $0 } == 3)
        #expect(Monitor(3).wait(for: .seconds(-1)) { $0 } == 3)
    }

    @Test func `a wait gives up after its limit and not before`() {
        let begin = hostClock.now
        #expect(Monitor(0).wait(for: .milliseconds(30)) { _ in Int?.none } == nil)
        #expect(hostClock.now - begin >= .milliseconds(29))
    }

    @Test func `an update wakes every waiter`() {
        let (gate, done) = (Monitor(false), Monitor(0))
        for _ in 0..<8 {
            startThread {
                _ = gate.wait { $0 ? true : nil }
                done.update { $0 += 1 }
            }
        }
        gate.update { $0 = true }
        #expect(done.wait(for: .seconds(10)) { $0 == 8 ? true : nil } == true)
    }

    @Test func `a hundred thousand tokens from four threads reach four others, none lost or doubled`() {
        let (queue, sums) = (Monitor([Int]()), Monitor((ended: 0, count: 0, sum: 0)))
        for producer in 0..<4 {
            startThread { for number in 0..<25_000 { queue.update { $0.append(producer * 25_000 + number) } } }
        }
        for _ in 0..<4 {
            startThread {
                var (count, sum) = (0, 0)
                while let token = queue.wait(for: .milliseconds(500), until: { $0.popLast() }) {
                    count += 1
                    sum += token
                }
                let result = (count, sum)
                sums.update { $0 = ($0.ended + 1, $0.count + result.0, $0.sum + result.1) }
            }
        }
        let total = sums.wait(for: .seconds(30)) { $0.ended == 4 ? $0 : nil }
        #expect(total?.count == 100_000)
        #expect(total?.sum == 100_000 * 99_999 / 2)
    }

    @Test func `an error inside the lock gives the lock back`() {
        struct Broken: Error {}
        let monitor = Monitor(1)
        #expect(throws: Broken.self) { try monitor.update { _ in throw Broken() } }
        #expect(throws: Broken.self) { try monitor.read { _ in throw Broken() } }
        #expect(monitor.read { $0 } == 1)
    }
}
