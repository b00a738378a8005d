import Foundation
import LabValues
import Testing

/// An instrument that goes wrong, over a pseudo-terminal: the exit code and the reason somebody at a prompt gets.
@Suite struct FaultTests {
    /// Thirty-one points in 0.6 s.
    private static let shortScan = ["begin=0.1V", "vertex1=0.4V", "step=20mV", "rate=1V/s"].flatMap { ["--set", $0] }

    struct Case: Sendable, CustomTestStringConvertible {
        var faults: String
        var exitCode: Int32
        var reason: String?
        var safe = "confirmed"
        var limit: String?
        var testDescription: String { faults }
    }

    @Test(arguments: [
        Case(faults: "garble@5", exitCode: 1, reason: "instrument_error"),
        Case(faults: "truncate@5", exitCode: 1, reason: "instrument_error"),
        Case(faults: "duplicate-current@5", exitCode: 1, reason: "instrument_error"),
        Case(faults: "long-line@5", exitCode: 1, reason: "instrument_error"),
        Case(faults: "extra-points@5", exitCode: 1, reason: "instrument_error"),
        Case(faults: "early-end@5", exitCode: 1, reason: "instrument_error"),
        Case(faults: "runtime-error@5", exitCode: 1, reason: "instrument_error"),
        Case(faults: "reply-error@0", exitCode: 1, reason: "instrument_error"),
        Case(faults: "reply-error@5", exitCode: 0),
        Case(faults: "interleave@5", exitCode: 0),
        Case(faults: "dribble@5", exitCode: 0),
        Case(faults: "halt-ignores-abort@5", exitCode: 0),
        Case(faults: "nan@5", exitCode: 0),
        Case(faults: "nan@5", exitCode: 1, reason: "limit:i_max", limit: "i_max=1A"),
        Case(faults: "overload@5", exitCode: 0),
        Case(faults: "overload@5", exitCode: 1, reason: "limit:i_max", limit: "i_max=1A"),
        Case(faults: "disconnect@5", exitCode: 1, reason: "link_lost"),
        Case(faults: "disconnect@5 wrong-serial@5", exitCode: 5, reason: "link_lost", safe: "unconfirmed"),
        Case(faults: "wrong-serial@5", exitCode: 5, safe: "unconfirmed"),
        Case(faults: "no-off@0", exitCode: 5, safe: "unconfirmed"),
        Case(faults: "stall@5", exitCode: 5, reason: "limit:silence", safe: "unconfirmed"),
        Case(faults: "mute@5", exitCode: 5, reason: "limit:silence", safe: "unconfirmed"),
    ])
    func `a fault has its exit code, its reason and its safe state`(expected: Case) async throws {
        let faults = expected.faults.split(separator: " ").flatMap { ["--fault", String($0)] }
        let bench = try await Bench(cell: "resistor:10k", speed: "1", linked: true, faults)
        let limits = expected.limit.map { ["--limit", $0] } ?? []
        let ending = try await bench.start("cyclic-voltammetry", Self.shortScan + limits).ending()
        #expect(ending.exitCode == expected.exitCode, "\(ending.errors)")
        let report = try JSONReader.read(ending.output.utf8)
        #expect(report["reason"] == expected.reason.map { .string($0) } ?? .null)
        #expect(report["safe"]?["cell"] == .string(expected.safe))
        let state = try bench.state()
        #expect(state["faults"]?.int ?? 0 > 0 || expected.faults.hasPrefix("halt"))
        if expected.safe == "confirmed" { #expect(state["cell"] == "off") }
        if expected.exitCode == 5 { #expect(ending.errors.contains("THE CELL MAY STILL BE ON")) }
        let files = try bench.files()
        #expect(files.eventNames.last == "experiment_finished")
        #expect(files.seqs == Array(1...files.seqs.count))
    }

    @Test func `a fault of the simulated instrument is asked for in its address`() async throws {
        let ending = try await ProgramRun(
            "lab-runner",
            [
                "run", "cyclic-voltammetry", "--instrument", "emstat@sim:resistor:10k?speed=max&fault=nan@3+garble@5",
                "--publish", "null", "--json",
            ] + Self.shortScan
        ).ending()
        #expect(ending.exitCode == 1, "\(ending.errors)")
        let report = try JSONReader.read(ending.output.utf8)
        #expect(report["reason"] == "instrument_error")
        #expect(report["points"] == 5)
        #expect(report["safe"]?["cell"] == "confirmed")
    }

    @Test func `a fault that does not exist is refused with those that do`() async throws {
        let ending = try await ProgramRun(
            "lab-runner",
            ["run", "cyclic-voltammetry", "--instrument", "emstat@sim:redox?fault=smoke", "--publish", "null"]
        ).ending()
        #expect(ending.exitCode == 2)
        #expect(ending.errors.contains("Unknown fault 'smoke'; possible faults: garble, stall, mute, disconnect"))
    }
}
