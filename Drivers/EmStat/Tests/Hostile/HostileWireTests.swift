import LabEmulation
import LabEngine
import LabTesting
import LabValues
import Testing

/// Wires that split, damage and lose bytes, under the real driver and the real engine.
@Suite(.serialized) struct HostileWireTests {
    @Test func `a sound wire brings every point, and the cell is off`() async throws {
        let ending = try await HostileRun()()
        #expect(ending.report.outcome == .completed, "\(ending.report)")
        #expect(ending.safe == .confirmed)
        #expect(!ending.device.isCellOn)
        #expect(ending.points.count == 11)
    }

    @Test func `a stream split at every byte brings the same points`() async throws {
        let sound = try await HostileRun(program: HostileRun.LongerScan())()
        let split = try await HostileRun(program: HostileRun.LongerScan(), wireFaults: [[.split]])()
        #expect(split.report.outcome == .completed)
        #expect(split.safe == .confirmed)
        #expect(split.points.count == sound.points.count)
        split.keepsPromises(beside: sound)
    }

    @Test func `a wire cut after any byte costs no truth`() async throws {
        let sound = try await HostileRun()()
        #expect(sound.byteCount > 500)
        let runs = (0..<sound.byteCount).map { ("cut after \($0)", HostileRun(wireFaults: [[.cut(after: $0)]])) }
        try await runAll(runs) { name, ending in
            ending.keepsPromises(beside: sound, name)
            if ending.report.outcome != .refused { #expect(ending.safe == .confirmed, "\(name)") }
        }
    }

    @Test func `a wire that is away for a moment is waited for, and the cell made safe over it`() async throws {
        let ending = try await HostileRun(
            program: HostileRun.LongerScan(), speed: .realTime, wireFaults: [[.cut(after: 500)]], timesMissing: 10)()
        #expect(ending.report.reason == "link_lost", "\(ending.report)")
        #expect(ending.safe == .confirmed, "\(ending.report)")
        #expect(!ending.device.isCellOn)
    }

    @Test func `a wire that stays away is given up in time`() async throws {
        let ending = try await HostileRun(
            program: HostileRun.LongerScan(), wireFaults: [[.cut(after: 500)]], timesMissing: .max)()
        #expect(ending.report.reason == "link_lost", "\(ending.report)")
        #expect(ending.safe == .unconfirmed, "\(ending.report)")
        #expect(ending.report.duration < .seconds(20))
    }
}
