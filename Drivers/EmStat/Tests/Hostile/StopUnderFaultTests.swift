import LabEmulation
import LabEngine
import LabTesting
import LabValues
import Testing

/// Somebody stops a run while something is wrong.
@Suite(.serialized) struct StopUnderFaultTests {
    private typealias LongerScan = HostileRun.LongerScan

    @Test(arguments: [false, true])
    func `a stop under any fault ends the run, and nobody is deceived`(now: Bool) async throws {
        let sound = try await HostileRun(program: LongerScan())()
        let runs = FaultKind.allCases.flatMap { kind in
            [(0, 3), (3, 3), (4, 3), (8, 7)].map { fault, stop in
                (
                    "\(kind)@\(fault), stopped after \(stop)",
                    HostileRun(
                        program: LongerScan(), speed: .realTime, deviceFaults: [Fault(kind, at: fault)],
                        stop: (stop, now))
                )
            }
        }
        try await runAll(runs, atATime: 80) { name, ending in
            let changesValues = name.hasPrefix("nan") || name.hasPrefix("overload")
            ending.keepsPromises(beside: sound, mayBeDamaged: changesValues, name)
        }
    }

    @Test func `a stop on a wire that loses, changes or delays a byte ends the run, and nobody is deceived`()
        async throws
    {
        let sound = try await HostileRun(program: LongerScan())()
        let runs = stride(from: 120, to: 800, by: 17).flatMap { place in
            [.drop(at: place), .flip(mask: 2, at: place), .delay(.seconds(2), at: place), .cut(after: place)].map {
                (wire: FaultInjectingLink.Fault) in
                (
                    "\(wire), stopped after 5",
                    HostileRun(
                        program: LongerScan(), speed: .realTime, wireFaults: [[wire]], stop: (5, place % 2 == 0))
                )
            }
        }
        try await runAll(runs, atATime: 80) { name, ending in
            ending.keepsPromises(beside: sound, mayBeDamaged: true, name)
            #expect(ending.safe == .confirmed, "\(name): \(ending.report)")
        }
    }

    @Test func `old answers that come late are no proof`() async throws {
        let runs = stride(from: 40, to: 700, by: 20).flatMap { place in
            [Duration.milliseconds(400), .seconds(1), .seconds(3)].map { lag in
                (
                    "late by \(lag) from \(place)",
                    HostileRun(
                        program: LongerScan(), speed: .realTime, deviceFaults: [Fault(.noOff, at: 0)],
                        wireFaults: [[.delay(lag, at: place)], [.delay(lag, at: 30)], [.delay(lag, at: 60)]])
                )
            }
        }
        try await runAll(runs, atATime: 100) { name, ending in
            if ending.device.isCellOn { #expect(ending.safe != .confirmed, "\(name): \(ending.report)") }
        }
    }
}
