import Foundation
import LabValues
import Testing

/// Commands on a run's standard input.
@Suite(.timeLimit(.minutes(5))) struct StandardInputTests {
    /// Waits in a shell until a file says something.
    private static let waitFunction = "await() { until grep -q \"$1\" \"$log\" 2>/dev/null; do sleep 0.1; done; }"

    private func words(_ bench: Bench) -> String {
        "\(ProgramRun.products.path)/lab-runner run scan-rate-study --set openCircuit=3s --set rest=1h "
            + "--instrument emstat@\(bench.address) --publish file:runs --experiment-id trial --state state --json"
    }

    private func shell(_ bench: Bench, _ text: String) async throws -> ProgramRun.Ending {
        try await ProgramRun(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "log=said.txt; \(Self.waitFunction); \(text)"], in: bench.directory
        ).ending(within: 120)
    }

    @Test func `lines of JSON from a pipe are commands, and are answered as lines of JSON`() async throws {
        let bench = try await Bench(speed: "1")
        func line(_ command: String) -> String {
            #"{"type":"command","command":"\#(command)","timestamp":"2026-01-15T10:30:00.000Z","id":"my-\#(command)"}"#
        }
        let ending = try await shell(
            bench,
            """
            ( await 'step 1'; echo '\(line("ping"))'; echo 'no command'; await my-ping; echo '\(line("stop"))' ) \
            | \(words(bench)) 2>said.txt; echo "exit $?"
            """)
        let printed = ending.output.split(separator: "\n").map(String.init)
        #expect(printed.count == 2 && printed.last == "exit 3", "\(ending.output)")
        #expect(try JSONReader.read(Array((printed.first ?? "").utf8))["reason"] == "command")
        let said = try String(contentsOf: bench.directory.appending(path: "said.txt"), encoding: .utf8)
        let replies = try said.split(separator: "\n").filter { $0.hasPrefix("{") }.map { try JSONReader.read($0.utf8) }
        func answers(_ id: String?) -> [String] {
            replies.filter { $0["id"]?.text == id }.compactMap { $0["status"]?.text }
        }
        #expect(answers("my-ping") == ["done"], "\(said)")
        #expect(answers("my-stop") == ["accepted", "done"], "\(said)")
        #expect(replies.contains { $0["reason"] == "malformed" }, "\(said)")
    }

    @Test func `on a terminal p pauses, r resumes, s stops, and sentences answer`() async throws {
        let bench = try await Bench(speed: "1")
        let ending = try await shell(
            bench,
            """
            ( await 'step 1'; echo p; await 'paused, cell off'; echo '?'; await 'paused, step'; echo r; \
            await resumed; echo x; await 'not known'; echo s; await 'stopped (command)' ) \
            | script -qefc '\(words(bench))' said.txt >/dev/null; echo "exit $?"
            """)
        #expect(ending.output == "exit 3\n", "\(ending.output)")
        let said = try String(contentsOf: bench.directory.appending(path: "said.txt"), encoding: .utf8)
        for text in [
            "p pause · p! pause now · r resume", "pausing, waiting for step 1 of 9", "paused, cell off", "resumed",
            "“x” is not known here", "stopping; the cell", "stopped; cell: cell off, confirmed",
        ] {
            #expect(said.contains(text), "\(text)\n\(said)")
        }
        #expect(!said.contains("\"command_reply\""), "people are told in sentences")
        let received = try bench.files().event(.commandReceived)
        #expect(received.compactMap { $0["command"]?.text } == ["pause", "status", "resume", "stop"])
        #expect(received.allSatisfy { $0["source"] == "stdin" })
    }

    @Test func `a second stop that says now sharpens the first`() async throws {
        let bench = try await Bench(speed: "1")
        let ending = try await shell(
            bench,
            """
            ( await 'step 1'; echo 's'; echo 's!'; await 'stopped (command)' ) \
            | script -qefc '\(words(bench))' said.txt >/dev/null; echo "exit $?"
            """)
        #expect(ending.output == "exit 3\n", "\(ending.output)")
        #expect(try bench.files().event(.experimentFinished).count == 1)
    }
}
