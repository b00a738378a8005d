import LabEmulation
import LabEngine
import LabTesting
import LabValues
import Testing

/// Every fault of the emulator at many points, under the real driver and the real engine.
@Suite(.serialized) struct FaultyDeviceTests {
    private typealias LongerScan = HostileRun.LongerScan
    private static let points = [0, 1, 2, 3, 7, 12, 15, 22, 29, 30]
    private static let silentKinds: Set<FaultKind> = [.stall, .mute]

    @Test(arguments: [EmulatorSpeed.max, .realTime])
    func `a fault at any point ends in a result or an error, and nobody is deceived`(
        speed: EmulatorSpeed
    ) async throws {
        let sound = try await HostileRun(program: LongerScan())()
        let kinds = FaultKind.allCases.filter { !Self.silentKinds.contains($0) }
        let faults = kinds.flatMap { kind in Self.points.map { Fault(kind, at: $0) } }
        let runs = faults.map { ("\($0)", HostileRun(program: LongerScan(), speed: speed, deviceFaults: [$0])) }
        try await runAll(runs, atATime: 60) { name, ending in
            let changesValues = name.hasPrefix("nan") || name.hasPrefix("overload")
            ending.keepsPromises(beside: sound, mayBeDamaged: changesValues, name)
            if name.hasPrefix("no-off") {
                #expect(ending.safe == .unconfirmed, "\(name)")
            } else if !name.hasPrefix("wrong-serial") {
                #expect(ending.safe == .confirmed, "\(name) \(ending.report)")
            }
        }
    }

    @Test func `a device that says nothing any more is given up, and is not called safe`() async throws {
        let sound = try await HostileRun(program: LongerScan())()
        let runs = Self.silentKinds.flatMap { kind in
            Self.points.dropLast().map { point in
                ("\(kind)@\(point)", HostileRun(program: LongerScan(), deviceFaults: [Fault(kind, at: point)]))
            }
        }
        try await runAll(runs) { name, ending in
            ending.keepsPromises(beside: sound, name)
            #expect(ending.safe == .unconfirmed, "\(name)")
            #expect(ending.report.reason == "limit:silence", "\(name): \(ending.report)")
        }
    }

    @Test func `whatever comes together, a cell that is on is never called off`() async throws {
        let plans = [
            "no-off@0", "no-off@0+reply-error", "no-off@0+reply-error+reply-error+reply-error", "no-off@5+garble@30",
            "no-off@0+garble@31+garble@31+garble@31", "no-off@0+truncate@31", "no-off@0+nan@31",
            "no-off@0+runtime-error@31", "no-off@0+early-end@31", "no-off@0+disconnect@9", "no-off@0+disconnect@31",
            "no-off@0+runtime-error@9", "no-off@0+interleave@31", "disconnect@9+wrong-serial@9",
            "no-off@0+wrong-serial@9", "disconnect@9+reply-error@9", "disconnect@9+reply-error@9+reply-error@9",
            "runtime-error@9+mute@9", "runtime-error@9+reply-error@9+reply-error@9+reply-error@9+reply-error@9",
            "runtime-error@9+reply-error@9+disconnect@10", "mute@9+disconnect@9", "stall@9+disconnect@9",
        ]
        let runs = try plans.flatMap { plan in
            let faults = try plan.split(separator: "+").map { try Fault(String($0)) }
            return [EmulatorSpeed.max, .realTime].map {
                ("\(plan) at \($0)", HostileRun(program: LongerScan(), speed: $0, deviceFaults: faults))
            }
        }
        try await runAll(runs, atATime: 60) { name, ending in
            #expect(ending.device.faults > 0, "\(name)")
            guard ending.device.isCellOn else { return }
            #expect(ending.safe == .unconfirmed, "\(name): \(ending.report)")
            #expect(ending.report.exitCode == 5, "\(name)")
        }
    }

    @Test func `an overloaded range breaches the current limit on its side`() async throws {
        var limits = SafetyLimits()
        limits.currentMaximum = .milliamperes(100)
        let ending = try await HostileRun(
            program: LongerScan(), deviceFaults: [Fault(.overload, at: 8)], limits: limits)()
        #expect(ending.report.reason == "limit:i_max", "\(ending.report)")
        #expect(ending.report.exitCode == 1)
        #expect(ending.points.count == 9)
        #expect(ending.safe == .confirmed)
    }

    @Test func `a value that is none breaches an armed limit`() async throws {
        var limits = SafetyLimits()
        limits.currentMinimum = .milliamperes(-100)
        let ending = try await HostileRun(program: LongerScan(), deviceFaults: [Fault(.nan, at: 8)], limits: limits)()
        #expect(ending.report.reason == "limit:i_min", "\(ending.report)")
        #expect(ending.report.exitCode == 1)
        #expect(ending.points.last?.current == nil)
        #expect(ending.safe == .confirmed)
    }

    @Test func `without a limit a value that is none is missing, and the run goes on`() async throws {
        let ending = try await HostileRun(program: LongerScan(), deviceFaults: [Fault(.nan, at: 8)])()
        #expect(ending.report.outcome == .completed)
        #expect(ending.points.map { $0.current == nil }.filter { $0 }.count == 1)
        #expect(ending.points[8].current == nil)
    }
}
