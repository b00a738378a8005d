import Foundation
import LabValues
import Testing

/// What a signal in the middle of a measurement does.
struct StoppingTests {
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal in mid-scan ends the run with the cell off and the files whole`(signal: Int32) async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        run.send(signal)
        let ending = await run.ending()
        #expect(ending.exitCode == 3, "\(ending.errors)")
        let report = try JSONReader.read(ending.output.utf8)
        #expect(report["outcome"] == "stopped")
        #expect(report["reason"] == "signal")
        #expect(report["safe"]?["cell"] == "confirmed")
        let files = try bench.files()
        #expect(files.event(.experimentFinished).count == 1)
        #expect(files.eventNames.last == "experiment_finished")
        #expect(files.event(.stepInterrupted).count == 1)
        #expect(files.seqs == Array(1...files.seqs.count))
        #expect(files.points.count > 0)
        #expect(try bench.state()["cell"] == "off")
    }

    @Test func `a second signal stops at once`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        run.send(SIGINT)
        run.send(SIGTERM)
        let ending = await run.ending()
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(try bench.state()["cell"] == "off")
    }

    @Test func `a signal during a rest ends the run at once`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("scan-rate-study", ["--set", "openCircuit=1s", "--set", "rest=1h"])
        while let line = await run.errorLine(), !line.contains("Rest") {}
        run.send(SIGTERM)
        let ending = await run.ending(within: 20)
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(try bench.state()["cell"] == "off")
    }

    @Test func `a limit breached by a point fails the run, names the limit, and switches the cell off`() async throws {
        let bench = try await Bench()
        let ending = try await bench.start("cyclic-voltammetry", ["--limit", "i_min=-5uA"]).ending()
        #expect(ending.exitCode == 1, "\(ending.errors)")
        let report = try JSONReader.read(ending.output.utf8)
        #expect(report["outcome"] == "failed")
        #expect(report["reason"] == "limit:i_min")
        #expect(try bench.files().event(.limitBreached).count == 1)
        #expect(try bench.state()["cell"] == "off")
    }

    @Test func `an emulator that is killed in mid-scan is a lost link, and nobody says the cell is off`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        bench.killEmulator()
        let ending = await run.ending()
        #expect(ending.exitCode == 5, "\(ending.errors)")
        let report = try JSONReader.read(ending.output.utf8)
        #expect(report["reason"] == "link_lost")
        #expect(report["safe"]?["cell"] == "unconfirmed")
        #expect(try bench.files().event(.linkLost).count == 1)
        #expect(ending.errors.contains("THE CELL MAY STILL BE ON"))
    }
}
