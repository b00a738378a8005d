import LabEngine
import LabPrograms
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)), .serialized) struct HoggedPoolTests {
    @Test(arguments: [true, false]) func `author code on every thread of the pool does not delay a stop`(
        _ measures: Bool
    ) async throws {
        var behaviour = ToyDevice.Behaviour()
        behaviour.stall = 3
        let rig = Rig(behaviour, hurry: 20)
        let stopped = Mutex<LabInstant?>(nil)
        let engine = rig.engine {
            Perform("hogs") { bench in
                for _ in 0..<4 {
                    Task.detached {
                        spin()
                    }
                }
                if measures { _ = try await bench.measure(tenPoints) } else { spin() }
            }
        }
        // From a thread that is not the pool's, a tenth of a second later, when the pool is full.
        rig.diary.when(measures ? "cell stall" : "step_started") { [clock = rig.clock] in
            _ = clock.setAlarm(at: clock.now + .seconds(2)) {
                stopped.withLock { $0 = ToyDevice.now }
                engine.stopFromSignal("SIGINT", now: false)
            }
        }
        let report = await engine.run()
        let moments = (stop: stopped.withLock { $0 }, safe: rig.cell.safeMoment)
        let (stop, safe) = (try #require(moments.stop), try #require(moments.safe))
        #expect(report.outcome == .stopped)
        #expect(safe > stop && safe - stop < .milliseconds(300))
        rig.journal.checkCompleteness()
    }
}

/// Keeps its thread busy for a second.
private func spin() {
    let end = ToyDevice.now + .seconds(1)
    while ToyDevice.now < end {}
}
