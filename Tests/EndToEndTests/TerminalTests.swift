import Foundation
import LabValues
import Testing

/// What a terminal can do to a run: nothing.
struct TerminalTests {
    @Test func `Ctrl-Z does not stop a run, and says how to`() async throws {
        let bench = try await Bench(speed: "3")
        let run = try bench.start("cyclic-voltammetry")
        try await bench.waitUntilMeasuring()
        run.send(SIGTSTP)
        run.send(SIGTTIN)
        run.send(SIGTTOU)
        run.send(SIGPIPE)
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        #expect(ending.errors.contains("Ctrl-Z does not stop a run"))
    }

    @Test func `a pipe on standard error that nobody reads does not hold up the run`() async throws {
        let bench = try await Bench()
        // The pipe takes 64 KiB; a program of many short steps writes more than that.
        let command = """
            \(ProgramRun.products.path)/lab-runner run scan-rate-study --set openCircuit=1s --set rest=0s \
            --set rates=\((0..<300).map { _ in "1V/s" }.joined(separator: ",")) --set step=20mV --set cycles=1 \
            --instrument emstat@\(bench.address) --publish file:runs --experiment-id trial --state state \
            2>"$0" ; echo $?
            """
        let fifo = bench.directory.appending(path: "stalled").path
        try #require(mkfifo(fifo, 0o600) == 0)
        let holder = open(fifo, O_RDWR)  // opened and never read
        defer { close(holder) }
        let run = try ProgramRun(URL(fileURLWithPath: "/bin/sh"), ["-c", command, fifo], in: bench.directory)
        let ending = await run.ending(within: 120)
        #expect(ending.output == "0\n")
        #expect(try bench.files().event(.stepCompleted).count == 601)
    }

    @Test func `closed standard streams do not hold up the run`() async throws {
        let bench = try await Bench()
        let command = """
            \(ProgramRun.products.path)/lab-runner run cyclic-voltammetry --instrument emstat@\(bench.address) \
            --publish file:runs --experiment-id trial --state state --json <&- >&- 2>&- ; echo $?
            """
        let run = try ProgramRun(URL(fileURLWithPath: "/bin/sh"), ["-c", command], in: bench.directory)
        #expect(await run.ending().output == "0\n")
        #expect(try bench.files().event(.experimentFinished).count == 1)
    }

    @Test func `under nohup a hangup does not stop the run`() async throws {
        let bench = try await Bench(speed: "3")
        let words = [
            "run", "cyclic-voltammetry", "--instrument", "emstat@\(bench.address)", "--publish", "file:runs",
            "--experiment-id", "trial", "--state", "state",
        ]
        let run = try ProgramRun(
            URL(fileURLWithPath: "/usr/bin/nohup"), [ProgramRun.products.path + "/lab-runner"] + words,
            in: bench.directory)
        try await bench.waitUntilMeasuring()
        run.send(SIGHUP)
        #expect(await run.ending().exitCode == 0)
    }

    @Test func `a runner that is killed leaves whole lines, but for the last at most`() async throws {
        let bench = try await Bench(speed: "2")
        let run = try bench.start("cyclic-voltammetry", ["--no-guard"])
        try await bench.waitUntilMeasuring()
        try await Task.sleep(for: .milliseconds(300))  // the other process has no clock of ours
        run.send(SIGKILL)
        #expect(await run.exitCode() == SIGKILL)
        let directory = bench.directory.appending(path: "runs/trial")
        for name in ["events.jsonl", "data.jsonl"] {
            let text = try String(contentsOf: directory.appending(path: name), encoding: .utf8)
            var lines = text.split(separator: "\n")
            if !text.hasSuffix("\n") { lines.removeLast() }
            #expect(!lines.isEmpty)
            for line in lines { _ = try NumberedMessage(line: Array(line.utf8)) }
        }
    }
}
