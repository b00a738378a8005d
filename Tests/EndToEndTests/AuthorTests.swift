import BuiltInDrivers
import BuiltInEmulators
import Foundation
import LabEmulation
import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing
import LabValues
import Testing

@testable import LabRunnerKit

/// A step whose name is not ASCII, and a note beside it.
private struct NamedStudy: ExperimentProgram {
    static let summary = "Names of any script"
    var steps: some Steps {
        RecordNote("样品 A7 µΩ")
        CyclicVoltammetry(
            begin: .volts(0.5), vertex1: .volts(0.4), vertex2: .volts(0.5), at: .voltsPerSecond(0.5),
            step: .millivolts(10)
        ).named("CV测量")
    }
}

/// Author code that measures, says something, and fails with the cell just used.
private struct FailingStudy: ExperimentProgram {
    struct NoPeak: Error, CustomStringConvertible { var description: String { "no peak was found" } }
    static let summary = "Fails on purpose"
    var steps: some Steps {
        Perform("look for the peak") { bench in
            let first = try await bench.measure(Chronoamperometry(at: .volts(0.2), for: .seconds(1)))
            try await bench.emit("peak_search", ["points": .integer(first.points.count)])
            throw NoPeak()
        }
        Rest(.seconds(3600))
    }
}

/// Author code that keeps every thread of the pool for ever, is told to stop, swallows that, and measures again.
private struct SpinningStudy: ExperimentProgram {
    static let summary = "Never gives back a thread"
    var steps: some Steps {
        Perform("spin") { bench in
            for _ in 0..<64 { Task.detached { while true { sleep(1000) } } }
            kill(getpid(), SIGINT)
            while true {
                // Swallowed on purpose.
                _ = try? await bench.measure(Chronoamperometry(at: .volts(0.2), for: .seconds(1)))
            }
        }
    }
}

/// Author code that has too much to say.
private struct TalkativeStudy: ExperimentProgram {
    static let summary = "Notes more than a message holds"
    var steps: some Steps {
        Perform("talk") { bench in
            try await bench.note(String(repeating: "x", count: 200_000))
            try await bench.note(String(repeating: "x", count: 300_000))
        }
    }
}

/// Author code that leaves spinning tasks behind; the run goes on to its end.
private struct LitteringStudy: ExperimentProgram {
    static let summary = "Leaves every thread busy"
    var steps: some Steps {
        Perform("litter") { _ in for _ in 0..<64 { Task.detached { while true { sleep(1000) } } } }
        Chronoamperometry(at: .volts(0.2), for: .seconds(1))
    }
}

/// A loop that ends on data.
private struct RepeatingStudy: ExperimentProgram {
    static let summary = "Repeats until it has measured twice"
    var steps: some Steps {
        RepeatUntil("twice", atMost: 5) {
            OpenCircuit(for: .seconds(1))
        } until: { iteration in
            iteration.index == 1 && iteration.measurements.count == 1
        }
    }
}

/// The process of a run, from its arguments to its exit code, with whatever `program` does in it.
private func end(_ program: any ExperimentProgram.Type, _ words: [String] = []) async -> Never {
    // Whoever waits for this process is told when it does not end.
    alarm(40)
    let lab = Lab(
        drivers: DriverCatalog(.builtIn), programs: ProgramCatalog([program]), emulators: .builtIn,
        publishers: PublisherCatalog(.builtIn), clock: SystemClock(), output: TerminalWriter(descriptor: -1),
        console: TerminalWriter(descriptor: -1))
    await LabRunner.end(
        ["run", program.name, "--instrument", "emstat@sim:redox?speed=max", "--publish", "null"] + words, in: lab)
}

/// Programs of an author's own, from their types to their files.
struct AuthorTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-\(UUID().uuidString)")

    private func plan(_ program: String) throws -> (lab: Lab, plan: PlannedRun) {
        let lab = Lab(
            drivers: DriverCatalog(.builtIn),
            programs: ProgramCatalog([NamedStudy.self, FailingStudy.self, RepeatingStudy.self, TalkativeStudy.self]),
            emulators: .builtIn,
            publishers: PublisherCatalog(.builtIn), clock: SystemClock(), output: TerminalWriter(descriptor: -1),
            console: TerminalWriter(descriptor: -1))
        let options = try RunOptions.reading([
            program, "--instrument", "emstat@sim:redox?speed=max", "--publish", "file:\(directory.path)",
            "--experiment-id", "trial", "--state", directory.appending(path: "state").path,
        ])
        return (lab, try PlannedRun(options, in: lab))
    }

    private func run(_ program: String) async throws -> (report: RunReport, files: RunFiles) {
        let (lab, plan) = try plan(program)
        let result = await RunSession(plan: plan, lab: lab, console: RunConsole(lab.console, clock: lab.clock)).run()
        return (result.report, try RunFiles(directory.appending(path: "trial")))
    }

    @Test func `a step called in another script goes through messages and file names unharmed`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let (report, files) = try await run("named-study")
        #expect(report.outcome == .completed)
        #expect(files.event(.stepStarted).last?["step_name"] == "CV测量")
        #expect(files.event(.stepStarted).last?["step_path"] == "CV测量")
        #expect(files.event(.note).first?["text"] == "样品 A7 µΩ")
        #expect(try files.names.contains("001-CV测量.csv"))
        #expect(try files.table("001-CV测量.csv").count == files.points.count + 1)
    }

    @Test func `an error thrown in a Perform fails the run with the cell off, and nothing comes after it`() async throws
    {
        defer { try? FileManager.default.removeItem(at: directory) }
        let (report, files) = try await run("failing-study")
        #expect(report.exitCode == 1)
        #expect(report.reason == "program_error")
        #expect(report.fault?.message.contains("no peak was found") == true)
        #expect(report.safe[.cell] == .confirmed)
        #expect(files.event(EventName(rawValue: "peak_search")).first?["points"] == 10)
        #expect(files.event(.stepStarted).map { $0["step_path"] } == ["look for the peak", "look for the peak/CA"])
        #expect(files.event(.stepCompleted).count == 1)
        #expect(files.event(.stepFailed).count == 1)
        #expect(files.eventNames.last == "experiment_finished")
    }

    @Test func `a plan keeps the columns of a loop apart`() throws {
        let table = PlanTable(plan: try plan("repeating-study").plan, withScript: false)
        #expect(table.lines.contains { $0.contains("at least 10 points  at least 1 s, at most 5 s") }, "\(table.lines)")
    }

    @Test func `a note that fits into no message fails the program in words and is not recorded`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let (report, files) = try await run("talkative-study")
        #expect(report.reason == "program_error")
        #expect(report.fault?.message.contains("292 KiB is too large") == true)
        #expect(files.event(.note).count == 1)
        #expect(files.eventNames.last == "experiment_finished")
    }

    @Test func `author code that keeps every thread of the pool neither delays a stop nor keeps the process`() async {
        await #expect(processExitsWith: .exitCode(3)) { await end(SpinningStudy.self) }
    }

    @Test func `a run completes and its process ends although author code has left every thread busy`() async {
        await #expect(processExitsWith: .exitCode(0)) { await end(LitteringStudy.self) }
    }

    @Test func `a loop that ends on data runs as often as the data want`() async throws {
        defer { try? FileManager.default.removeItem(at: directory) }
        let (report, files) = try await run("repeating-study")
        #expect(report.outcome == .completed)
        #expect(files.event(.stepCompleted).map { $0["step_path"] } == ["twice[0]/OCP", "twice[1]/OCP"])
        #expect(report.steps == 2)
    }
}
