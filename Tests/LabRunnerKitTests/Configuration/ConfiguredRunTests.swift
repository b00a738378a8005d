import Foundation
import LabInstruments
import LabPrograms
import LabPublishing
import LabValues
import Testing

@testable import LabRunnerKit

/// What `run` and `plan` make of a configuration.
struct ConfiguredRunTests {
    private let bench: ConfigurationBench

    init() throws { bench = try ConfigurationBench() }

    private func plan(
        _ text: String?, _ words: [String] = [], _ environment: [String: String] = [:], named: Bool = true
    ) throws -> PlannedRun {
        let instrument = ["--instrument", "toy@pty:/dev/null", "--state", bench.directory.path]
        let file = try text.map { ["--config", try bench.file($0)] } ?? []
        let options = try RunOptions.reading(["blink"] + instrument + file + words)
        let lab = Lab(
            drivers: .init([ToyStat.self]), programs: .init([Blink.self]), emulators: [],
            publishers: bench.publishers, clock: SystemClock(), output: TerminalWriter(descriptor: -1),
            console: TerminalWriter(descriptor: -1))
        return try PlannedRun(options, in: lab, environment: environment)
    }

    @Test func `remarks come from flag, then file of remarks, then environment, then configuration`() throws {
        let remarks = try bench.file(#"{"a": "remarks", "b": "remarks"}"#, named: "remarks.json")
        let facts = try plan(
            "metadata: {a: file, b: file, c: file, d: file, required: [a, d]}",
            ["--meta", "a=flag", "--meta-file", remarks], ["LAB_METADATA_B": "x", "LAB_METADATA_C": "variable"]
        ).metadata.facts
        #expect(facts == ["a": "flag", "b": "remarks", "c": "variable", "d": "file"])
    }

    @Test func `a required remark that is missing or empty is named`() throws {
        let text = "metadata: {required: [sample, operator, project]}"
        let fault = #expect(throws: CommandFault.self) {
            try plan(text, ["--meta", "operator=Ada", "--meta", "project="])
        }
        #expect(fault?.description == "Required metadata is missing: sample, project (metadata.required).")
        #expect(throws: Never.self) {
            try plan(text, ["sample", "operator", "project"].flatMap { ["--meta", "\($0)=x"] })
        }
    }

    @Test func `of a limit in the configuration and one on the command line the tighter holds`() throws {
        let limits = try plan("limits: {e_max: 0.5 V, i_max: 2 mA}", ["--limit", "e_max=1V", "--limit", "i_max=1mA"])
            .limits
        #expect(limits.potentialMaximum == .volts(0.5))
        #expect(limits.currentMaximum == .milliamperes(1))
    }

    @Test func `a limit may wait and pause, and the plan says who keeps it`() throws {
        let text = "limits: {i_max: \"2 mA,for=3,action=pause\"}"
        let planned = try plan(text, ["--limit", "e_max=1V", "--limit", "i_max=5mA,for=200ms,action=endStep"])
        #expect(planned.limits.actions == [.currentMaximum: .pause])
        #expect(planned.limits.text(of: .currentMaximum) == "2 mA,for=3,for=200 ms,action=pause")
        let lines = PlanTable(plan: planned, withScript: false).lines
        #expect(lines.contains { $0.contains("applied only") } && lines.contains { $0.contains("no device limits") })
        #expect(throws: (any Error).self) { try plan("limits: {i_max: \"2 mA,for=x\"}") }
    }

    @Test func `publishers are those of the command line, else those enabled, else a directory`() throws {
        let text = """
            publishers:
              b: { sink: "vault:door" }
              a: { sink: "null", enabled: true }
              c: { sink: "file:x", enabled: false }
            """
        #expect(try plan(text).sinks.map(\.text) == ["null", "vault:door"])
        #expect(try plan(text, ["--publish", "file:y"]).sinks.map(\.text) == ["file:y"])
        let off = ["LAB_PUBLISHERS_A_ENABLED": "false", "LAB_PUBLISHERS_B_ENABLED": "false"]
        #expect(try plan(text, [], off).sinks.map(\.text) == ["file:./runs"])
        #expect(try plan(nil).sinks.map(\.text) == ["file:./runs"])
        #expect(throws: CommandFault.self) { try plan(text, [], ["LAB_PUBLISHERS_B_SINK": "null"]) }
    }

    @Test func `station, settings and the way the end waits reach the run`() throws {
        let run = try plan("station: bench-2\nvault: {mode: open}", ["--drain", "1.5", "--require-publishers"])
        #expect(run.station == "bench-2")
        #expect(try run.settings.text(VaultPublisher.mode) == "open")
        #expect(run.drain == .milliseconds(1500) && run.requiresPublishers)
        #expect(try plan(nil).drain == .seconds(10))
        #expect(try plan(nil, ["--drain", "2min"]).drain == .seconds(120))
        for text in ["-1", "soon", "nan", "1e9"] {
            #expect(throws: CommandFault.self, "\(text)") { try plan(nil, ["--drain=\(text)"]) }
        }
    }

    @Test func `a required publisher that is away is refused with exit 4, and leaves no files`() async throws {
        let path = bench.directory.path + "/runs"
        let words = [
            "run", "blink", "--instrument", "toy@pty:/dev/null", "--state", bench.directory.path, "--publish",
            "file:\(path)", "--json",
            "--require-publishers", "--publish",
        ]
        let result = try await bench.run(words + ["vault:away"])
        #expect(result.code == 4)
        #expect(
            result.errors.contains("Nobody opens the vault.") && result.errors.contains("Knock again."),
            "\(result.errors)")
        #expect(try JSONReader.read(result.output.utf8)["reason"] == "not_reachable")
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `config check shows what holds and exits 0, or what is wrong and exits 2`() async throws {
        let good = try await bench.run(["config", "check", "--config", try bench.file("station: bench-2")])
        #expect(good.code == 0 && good.output.contains("bench-2"))
        #expect(
            good.output.split(separator: "\n").contains { $0.hasPrefix("outbox.maxBytes ") && $0.hasSuffix(" default") }
        )
        let json = try await bench.run(["config", "check", "--json", "--config", bench.directory.path + "/lab.yaml"])
        let rows = try JSONReader.read(json.output.utf8)["settings"]?.elements ?? []
        #expect(
            rows.first == [
                "key": "station", "value": "bench-2", "source": .string(bench.directory.path + "/lab.yaml:1"),
                "secret": false,
            ])
        let bad = try await bench.run(["config", "check", "--json", "--config", try bench.file("statoin: 1\nvault: 2")])
        #expect(bad.code == 2 && bad.errors.contains("Did you mean “station”?"))
        #expect(try JSONReader.read(bad.output.utf8)["faults"]?.elements?.count == 2)
    }
}
