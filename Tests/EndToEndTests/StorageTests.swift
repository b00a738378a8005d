import Foundation
import LabValues
import Testing

/// A disk that takes no more: the cell first, then one sentence.
struct StorageTests {
    /// Runs a CV with its files on a small disk of its own, made for the purpose.
    ///
    /// - Parameter preparation: shell commands that run before the run begins, in the disk's directory.
    private func run(on bench: Bench, size: String, after preparation: String) throws -> ProgramRun {
        let script = """
            set -e
            mkdir disk
            mount -t tmpfs -o size=\(size) tmpfs disk
            cd disk
            \(preparation)
            code=0
            \(ProgramRun.products.path)/lab-runner run cyclic-voltammetry --instrument emstat@\(bench.address) \
            --publish file:runs --state state --experiment-id trial --json || code=$?
            echo "exit $code"
            """
        return try ProgramRun(
            URL(fileURLWithPath: "/usr/bin/unshare"), ["-Urm", "sh", "-c", script], in: bench.directory)
    }

    private func check(_ ending: ProgramRun.Ending, _ bench: Bench, sentence: String) throws {
        #expect(ending.output.hasSuffix("exit 3\n"), "\(ending.output)\(ending.errors)")
        let line = try #require(ending.output.split(separator: "\n").first)
        let report = try JSONReader.read(line.utf8)
        #expect(report["outcome"] == "stopped")
        #expect(report["reason"] == "outbox_full")
        #expect(ending.errors.contains(sentence), "\(ending.errors)")
        #expect(try bench.state()["cell"] == "off")
    }

    @Test func `a disk that fills up in mid-scan stops the run with the cell off`() async throws {
        let bench = try await Bench(speed: "4")
        // Room for the outbox and its reserve, and 200 KiB more.
        let ending = try await run(on: bench, size: "16m", after: "head -c 12050k /dev/zero > filler").ending()
        try check(ending, bench, sentence: "is full")
        let report = try JSONReader.read(try #require(ending.output.split(separator: "\n").first).utf8)
        #expect(report["safe"]?["cell"] == "confirmed")
        let counts = try #require(report["publishers"]?["file:runs"])
        let sum = ["delivered", "pending", "refused", "dropped"].compactMap { counts[$0]?.int }.reduce(0, +)
        #expect(counts["emitted"]?.int == sum)
        #expect(counts["emitted"]?.int ?? 0 > 2)
    }

    @Test(arguments: [
        ("cat /dev/zero > filler 2>/dev/null || true", "is full"),
        ("mount -o remount,ro .", "Read-only"),
    ])
    func `a disk that takes nothing at the start measures nothing`(
        preparation: String, sentence: String
    ) async throws {
        let bench = try await Bench()
        let ending = try await run(on: bench, size: "16m", after: preparation).ending()
        try check(ending, bench, sentence: sentence)
        #expect(try bench.state()["scripts"]?.int ?? 0 <= 2, "only the scripts that make the cell safe")
        #expect(try bench.state()["points_sent"]?.int ?? 0 <= 3)
    }

    @Test func `files that may grow no more stop the run like a full disk`() async throws {
        let bench = try await Bench(speed: "1")
        let run = try bench.start("cyclic-voltammetry", ["--drain", "1"])
        try await bench.waitUntilMeasuring()
        let limit = try ProgramRun(
            TestTools.program("prlimit"), ["--pid", "\(run.processIdentifier)", "--fsize=4096"])
        #expect(await limit.ending().exitCode == 0)
        let ending = try RunEnding(await run.ending())
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.reason == "outbox_full" && ending.cell == "confirmed")
        // SQLite does not say which error of the disk it met.
        #expect(["size a file may have", "fails"].contains { ending.message.contains($0) }, "\(ending.message)")
        try ending.checkCounts()
    }

    @Test func `files too small for the reserve of the outbox measure nothing`() async throws {
        let bench = try await Bench()
        let script = """
            ulimit -f 1000
            code=0
            \(ProgramRun.products.path)/lab-runner run cyclic-voltammetry --instrument emstat@\(bench.address) \
            --publish file:runs --state state --experiment-id trial --json || code=$?
            echo "exit $code"
            """
        let run = try ProgramRun(URL(fileURLWithPath: "/bin/sh"), ["-c", script], in: bench.directory)
        try check(await run.ending(), bench, sentence: "size a file may have")
        #expect(try bench.state()["points_sent"]?.int ?? 0 <= 3)
    }
}
