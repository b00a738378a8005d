#if Kafka
import Foundation
import LabValues
import Testing

/// Commands through a broker to real runs.
@Suite(
    .enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"),
    .timeLimit(.minutes(5)))
struct KafkaControlTests {
    @Test func `a stop through a broker ends a run with the cell off, and its sender hears it`() async throws {
        let (broker, bench) = (try await KafkaBroker.start(), try await Bench(speed: "1"))
        let run = try bench.start("cyclic-voltammetry", ["--publish", "kafka:\(broker.bootstrap)"])
        try await bench.waitUntilMeasuring()
        let control = try await send(["stop"], id: "trial", over: broker)
        #expect(control.exitCode == 0, "\(control.errors)")
        #expect(control.errors.contains("trial: "), "\(control.errors)")
        let ending = await run.ending()
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(try ending.report["reason"] == "command")
        #expect(try bench.state()["cell"] == "off")
        let received = try #require(try bench.files().event(.commandReceived).first)
        #expect(received["source"] == "kafka" && received["issuer"]?.text?.contains("@") == true, "\(received)")
        await broker.stop()
    }

    @Test func `one bare message stops every run that listens, and none that comes later`() async throws {
        let broker = try await KafkaBroker.start()
        let benches = [try await Bench(speed: "1"), try await Bench(speed: "1")]
        let words = ["--listen", "kafka:\(broker.bootstrap)"]
        let runs = try benches.enumerated().map { number, bench in
            try bench.start("cyclic-voltammetry", words, id: "run-\(number)")
        }
        for bench in benches { try await bench.waitUntilMeasuring() }
        let stop = #"{"type":"command","command":"stop","timestamp":"2026-01-15T10:30:00.000Z","params":{}}"#
        try await broker.kcat.produce([stop], topic: "echem_commands")
        for run in runs { #expect(await run.ending().exitCode == 3) }
        for bench in benches { #expect(try bench.state()["cell"] == "off") }
        let later = try await Bench()
        #expect(try await later.start("cyclic-voltammetry", words).ending().exitCode == 0)
        await broker.stop()
    }

    @Test func `a stop is heard over a restart of the broker`() async throws {
        let (broker, bench) = (try await KafkaBroker.start(), try await Bench(speed: "1"))
        let run = try bench.start("cyclic-voltammetry", ["--listen", "kafka:\(broker.bootstrap)"])
        try await bench.waitUntilMeasuring()
        try await broker.restart()
        let control = try await send(["stop"], id: "trial", over: broker)
        #expect(control.exitCode == 0, "\(control.errors)")
        #expect(await run.ending().exitCode == 3)
        #expect(try bench.state()["cell"] == "off")
        await broker.stop()
    }

    @Test func `who is not there is told, and nobody is stopped`() async throws {
        let broker = try await KafkaBroker.start()
        try await broker.createTopic("echem_commands", partitions: 2)
        let control = try await send(["stop", "--wait", "2"], id: "nobody", over: broker)
        #expect(control.exitCode == 1 && control.errors.contains("No run answered"), "\(control.errors)")
        await broker.stop()
    }

    /// `lab-runner control` through a broker, until it has ended.
    private func send(_ words: [String], id: String, over broker: KafkaBroker) async throws -> ProgramRun.Ending {
        let control = try ProgramRun(
            "lab-runner", ["control"] + words + ["--kafka", broker.bootstrap, "--experiment-id", id])
        return await control.ending()
    }
}
#endif
