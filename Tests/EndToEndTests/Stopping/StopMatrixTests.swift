import Foundation
import LabValues
import Testing

/// A `stop` from afar, whatever the run is doing: the cell goes off, the run ends once, and nothing of it is lost.
@Suite(.timeLimit(.minutes(5)))
struct StopMatrixTests {
    /// What a run is doing when the stop comes.
    enum Moment: String, CaseIterable {
        case rest, scan, pausing, paused, held, wedgedPublisher, fullOutbox

        var program: [String] {
            switch self {
            case .rest: ["scan-rate-study", "--set", "openCircuit=1s", "--set", "rest=1h"]
            case .paused: ["scan-rate-study", "--set", "openCircuit=1s", "--set", "rest=1s"]
            default: ["cyclic-voltammetry"]
            }
        }

        var environment: [String: String] {
            self == .fullOutbox ? ["LAB_OUTBOX_MAX_MESSAGES": "100", "LAB_OUTBOX_WHEN_FULL": "dropNewest"] : [:]
        }
    }

    /// Starts a run and brings it to that moment.
    private func start(_ moment: Moment, at bench: Bench, _ sinks: [String] = []) async throws -> ProgramRun {
        var words = Array(moment.program.dropFirst()) + sinks + ["--drain", "1"]
        // Nobody listens there: what is sent waits.
        if moment == .wedgedPublisher || moment == .fullOutbox { words += ["--publish", "kafka:127.0.0.1:1"] }
        let run = try bench.start(moment.program[0], words, environment: moment.environment)
        switch moment {
        case .rest: try await bench.until("step_started", where: "step_name", contains: "Rest")
        case .paused:
            try await bench.until("step_started")
            #expect(try await bench.control("pause").exitCode == 0)
        case .scan, .wedgedPublisher: try await bench.waitUntilMeasuring()
        case .fullOutbox:
            try await bench.waitUntilMeasuring()
            try await bench.until("messages_dropped")
        case .pausing:
            try await bench.waitUntilMeasuring()
            let pause = try bench.startControl("pause")
            try await bench.until("command_received", where: "command", contains: "pause")
            withExtendedLifetime(pause) {}  // it waits for the step to end, which never comes
        case .held:
            try await bench.waitUntilMeasuring()
            #expect(try await bench.control("pause", "--now").exitCode == 0)
        }
        return run
    }

    /// What must be true afterwards.
    private func check(_ ending: ProgramRun.Ending, _ bench: Bench, _ moment: Moment) throws {
        let ending = try RunEnding(ending)
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.outcome == "stopped" && ending.reason == "command" && ending.cell == "confirmed")
        #expect(try bench.state()["cell"] == "off")
        try ending.checkCounts()
        let files = try bench.files()
        #expect(files.event(.experimentFinished).count == 1)
        let stops = files.event(.commandFinished).filter { $0["command"] == "stop" }
        #expect(stops.count == 1 && stops[0]["status"] == "done", "\(stops)")
        if moment != .fullOutbox { #expect(files.seqs == Array(1...files.seqs.count)) }
    }

    @Test(arguments: Moment.allCases)
    func `a stop over the socket ends the run with the cell off`(moment: Moment) async throws {
        #if !Kafka
        guard moment != .wedgedPublisher, moment != .fullOutbox else { return }
        #endif
        let bench = try await Bench(speed: "1")
        let run = try await start(moment, at: bench)
        let answer = try await bench.control("stop", "--reason", "the electrode bubbles")
        #expect(answer.exitCode == 0, "\(answer.errors)")
        #expect(try bench.state()["cell"] == "off", "done means off")
        try check(await run.ending(), bench, moment)
    }

    #if Kafka
    @Test(
        .enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"),
        arguments: [Moment.rest, .scan, .pausing, .paused, .held])
    func `a bare stop over Kafka ends the run with the cell off`(moment: Moment) async throws {
        let broker = try await KafkaBroker.start()
        let bench = try await Bench(speed: "1")
        let run = try await start(moment, at: bench, ["--publish", "kafka:\(broker.bootstrap)"])
        // An hour off: a stop is never refused for its clock.
        try await broker.kcat.command("stop", hoursAhead: moment == .scan ? 1 : -1)
        try await eventually("the cell is off") { try bench.state()["cell"] == "off" }
        try check(await run.ending(), bench, moment)
        await broker.stop()
    }
    #endif

    @Test func `a stop of a device that says nothing any more is not called safe`() async throws {
        let bench = try await Bench(speed: "1", ["--fault", "stall@8"])
        let run = try bench.start("cyclic-voltammetry", ["--limit", "silence=1h"])
        try await eventually("the device stalls") { try bench.state()["faults"]?.int ?? 0 > 0 }
        let answer = try await bench.control("stop", "--now")
        #expect(answer.exitCode == 5, "\(answer.errors)")
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 5 && ending.cell == "unconfirmed", "\(ending.errors)")
        #expect(ending.errors.contains("THE CELL MAY STILL BE ON"))
    }

    @Test func `of two instruments the one that answers is confirmed off, and the other is named`() async throws {
        let (good, bad) = (try await Bench(speed: "1"), try await Bench(speed: "1"))
        let run = try good.start(
            "cyclic-voltammetry", ["--instrument", "second=emstat@\(bad.address)"])
        try await good.waitUntilMeasuring()
        bad.killEmulator()
        let answer = try await good.control("stop")
        #expect(answer.exitCode == 5, "\(answer.errors)")
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 5, "\(ending.errors)")
        #expect(ending.report["safe"]?["cell"] == "confirmed" && ending.report["safe"]?["second"] == "unconfirmed")
        #expect(ending.errors.contains("second"))
        #expect(try good.state()["cell"] == "off")
    }
}
