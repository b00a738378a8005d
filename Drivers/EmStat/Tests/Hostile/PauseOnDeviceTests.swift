import EmStatEmulator
import LabEmulation
import LabEngine
import LabPrograms
import LabPublishing
import Synchronization
import Testing

/// Pauses of the real engine and the real driver, on an emulated device that takes its time.
@Suite(.timeLimit(.minutes(2))) struct PauseOnDeviceTests {
    private static let operatorSays = CommandSource(name: "socket", issuer: "ada", reason: "command")
    private let seen = Seen()

    /// What the emulator said of its cell while the run was paused.
    private final class Seen: Sendable {
        private let cells = Mutex<[Bool]>([])
        var all: [Bool] { cells.withLock { $0 } }
        func look(_ state: EmulatorState) { cells.withLock { $0.append(state.snapshot.isCellOn) } }
    }

    /// Waits until it is so, for ten seconds at most; the device and the run have threads of their own.
    private static func wait(until isSo: () -> Bool) async {
        for _ in 0..<2000 where !isSo() {
            try? await Task.sleep(for: .milliseconds(5))  // ends early when cancelled
        }
    }

    /// A scan is slowed down, so that it still goes on when the one who pauses it has got his turn.
    private func run(
        _ program: any ExperimentProgram, speed: EmulatorSpeed = .factor(0.1), _ change: (inout HostileRun) -> Void
    ) -> HostileRun {
        var run = HostileRun(program: program, speed: speed)
        change(&run)
        return run
    }

    @Test func `a scan is held and goes on, its points in two segments`() async throws {
        let ending = try await run(HostileRun.LongerScan()) { run in
            run.meanwhile = { [seen] engine, state in
                await Self.wait { state.snapshot.pointsSent >= 5 }
                _ = await engine.submit(.pause(now: true), from: Self.operatorSays)
                await Self.wait { engine.board.progress.state == .paused }
                seen.look(state)
                _ = await engine.submit(.resume(acknowledge: nil), from: Self.operatorSays)
            }
        }()
        #expect(ending.report.outcome == .completed && ending.safe == .confirmed)
        #expect(Set(ending.points.map(\.segment)) == [1, 2] && ending.points.count == 31)
        #expect(ending.eventNames.filter { $0 == "paused" || $0 == "resumed" } == ["paused", "resumed"])
        #expect(seen.all == [true] && !ending.device.isCellOn)
    }

    @Test func `a hold that lasts too long ends with the cell off`() async throws {
        let ending = try await run(HostileRun.LongerScan()) { run in
            run.pause.holdLongest = .milliseconds(100)
            run.meanwhile = { engine, state in
                await Self.wait { state.snapshot.pointsSent >= 5 }
                _ = await engine.submit(.pause(now: true), from: Self.operatorSays)
            }
        }()
        #expect(ending.report.outcome == .stopped && ending.report.reason == "pause_timeout")
        #expect(ending.safe == .confirmed && !ending.device.isCellOn)
        #expect(ending.eventNames.contains("paused") && ending.eventNames.contains("step_interrupted"))
    }

    @Test func `a potential is held between steps, and the next begins with the cell off`() async throws {
        let ending = try await run(TwoScans(), speed: .realTime) { run in
            run.meanwhile = { [seen] engine, state in
                await Self.wait { state.snapshot.pointsSent >= 1 }
                _ = await engine.submit(.pause(now: false), from: Self.operatorSays)
                await Self.wait { engine.board.progress.state == .paused }
                let sent = state.snapshot.pointsSent
                await Self.wait { state.snapshot.pointsSent >= sent + 5 }
                seen.look(state)
                _ = await engine.submit(.resume(acknowledge: nil), from: Self.operatorSays)
            }
        }()
        #expect(ending.report.outcome == .completed && ending.safe == .confirmed)
        #expect(seen.all == [true] && !ending.device.isCellOn)
        let held = ending.points.filter { $0.phase == .hold }
        #expect(!held.isEmpty && held.allSatisfy { $0.potential.map { abs($0.volts - 0.15) < 0.001 } ?? false })
    }

    struct TwoScans: ExperimentProgram {
        static let summary = "Two short scans, a potential held in a pause between them"
        var pauseState: PauseState { .holdPotential(at: .volts(0.15)) }
        var steps: some Steps {
            for _ in 0..<2 { HostileRun.ShortScan().steps }
        }
    }
}
