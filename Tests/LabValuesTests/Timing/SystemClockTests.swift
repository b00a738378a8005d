import Glibc
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SystemClockTests {
    private final class Rung: Sendable {
        let list = Monitor([(number: Int, moment: LabInstant)]())
        func note(_ number: Int) { list.update { $0.append((number, hostClock.now)) } }
        /// Blocks until `count` alarms have rung.
        func first(_ count: Int) -> [(number: Int, moment: LabInstant)]? {
            list.wait(for: .seconds(10)) { $0.count >= count ? $0 : nil }
        }
    }

    @Test func `alarms ring in the order of their moments and never early`() throws {
        let rung = Rung()
        let begin = hostClock.now
        let waits = [50, 10, 90, 30, 70]
        for wait in waits { _ = hostClock.setAlarm(at: begin + .milliseconds(wait)) { rung.note(wait) } }
        let list = try #require(rung.first(5))
        #expect(list.map(\.number) == waits.sorted())
        for (number, moment) in list { #expect(moment - begin >= .milliseconds(number)) }
    }

    @Test func `an earlier alarm that is set later rings in time`() throws {
        let clock = SystemClock()
        let rung = Rung()
        let far = clock.setAlarm(at: clock.now + .seconds(600)) { rung.note(600) }
        usleep(50_000)  // the clock's thread waits for the far one by now
        let begin = clock.now
        _ = clock.setAlarm(at: begin + .milliseconds(20)) { rung.note(20) }
        let list = try #require(rung.first(1))
        #expect(list.map(\.number) == [20])
        #expect(list[0].moment - begin < .milliseconds(500), "it waited for the thread's next look round")
        clock.cancelAlarm(far)
    }

    @Test func `an alarm whose moment is over rings at once, and a cancelled one never`() throws {
        let rung = Rung()
        let begin = hostClock.now
        let cancelled = hostClock.setAlarm(at: begin + .milliseconds(30)) { rung.note(1) }
        hostClock.cancelAlarm(cancelled)
        hostClock.cancelAlarm(cancelled)
        _ = hostClock.setAlarm(at: begin + .seconds(-5)) { rung.note(2) }
        _ = hostClock.setAlarm(at: begin + .milliseconds(60)) { rung.note(3) }
        #expect(try #require(rung.first(2)).map(\.number) == [2, 3])
    }

    @Test func `an action may set and cancel alarms itself`() throws {
        let rung = Rung()
        _ = hostClock.setAlarm(at: hostClock.now) {
            hostClock.cancelAlarm(hostClock.setAlarm(at: hostClock.now) { rung.note(1) })
            _ = hostClock.setAlarm(at: hostClock.now) { rung.note(2) }
        }
        #expect(try #require(rung.first(1)).map(\.number) == [2])
    }

    @Test func `ten thousand alarms are set and cancelled cheaply`() {
        let begin = hostClock.now
        let alarms = (0..<10_000).map { number in
            hostClock.setAlarm(at: begin + .seconds(600 + number * 7919 % 10_000)) {}
        }
        for alarm in alarms { hostClock.cancelAlarm(alarm) }
        #expect(hostClock.now - begin < .seconds(2))
    }

    @Test func `alarms that are set and cancelled from many threads all ring once or not at all`() async throws {
        let rung = Monitor([Int](repeating: 0, count: 4000))
        await withTaskGroup(of: Void.self) { group in
            for start in 0..<4 {
                group.addTask {
                    for number in stride(from: start, to: 4000, by: 4) {
                        let moment = hostClock.now + .microseconds(number % 97 * 10)
                        let alarm = hostClock.setAlarm(at: moment) { rung.update { $0[number] += 1 } }
                        if number % 3 == 0 { hostClock.cancelAlarm(alarm) }
                    }
                }
            }
        }
        try await hostClock.sleep(for: .milliseconds(50))
        let counts = rung.read { $0 }
        #expect(counts.allSatisfy { $0 <= 1 })
        #expect(counts.enumerated().allSatisfy { $0 % 3 == 0 || $1 == 1 })
    }

    @Test func `now never goes back, on any thread`() async {
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var last = hostClock.now
                    for _ in 0..<50_000 {
                        let now = hostClock.now
                        if now < last { return false }
                        last = now
                    }
                    return true
                }
            }
            for await isMonotone in group { #expect(isMonotone) }
        }
    }

    @Test func `the wall clock is that of the host`() {
        #expect(abs(hostClock.wallTime.millisecondsSinceEpoch - Int64(time(nil)) * 1000) < 3000)
    }

    @Test func `an alarm rings in time while every thread of the concurrency pool is busy`() async throws {
        let hog = hogPool(for: .milliseconds(400))
        let rung = Rung()
        let begin = hostClock.now
        _ = hostClock.setAlarm(at: begin + .milliseconds(20)) { rung.note(1) }
        let list = try #require(rung.first(1))
        #expect(list[0].moment - begin < .milliseconds(200))
        await hog.value
    }
}
