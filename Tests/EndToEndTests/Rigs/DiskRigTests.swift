import Foundation
import Testing

/// Disks that go wrong, shown on programs that are not ours: dd, a shell, and SQLite in Python.
@Suite(.enabled(if: TestTools.have("cc", "unshare", "nsenter", "setpriv"), "run scripts/setup.sh --tests"))
final class DiskRigTests {
    private let directory: URL

    init() throws { directory = try TestTools.freshDirectory("disk") }

    deinit {
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: directory)
    }

    /// Writes 16 KB to a file of this name and makes sure they are on disk.
    private func write(_ name: String, under faults: DiskFaults) throws -> ProgramRun {
        try ProgramRun(
            TestTools.program("dd"),
            ["if=/dev/zero", "of=\(directory.path)/\(name)", "bs=4k", "count=4", "conv=fdatasync"], in: directory,
            environment: faults.environment.merging(["LC_ALL": "C"]) { $1 })
    }

    @Test(arguments: [
        ("write EIO", "Input/output error"), ("write ENOSPC", "No space left on device"),
        ("write EDQUOT", "Disk quota exceeded"), ("fdatasync EIO", "Input/output error"),
        ("open EROFS", "Read-only file system"), ("all EROFS", "Read-only file system"),
    ])
    func `a fault fails its operation below its path, and nothing else`(fault: String, complaint: String) async throws {
        let faults = try await DiskFaults(below: "\(directory.path)/bad")
        try faults.set(fault)
        let struck = try await write("bad", under: faults).ending()
        #expect(struck.exitCode == 1)
        #expect(struck.errors.contains(complaint), "\(struck.errors)")
        #expect(try faults.hits().first?.hasSuffix("/bad") == true)
        let spared = try await write("good", under: faults).ending()
        #expect(spared.exitCode == 0, "\(spared.errors)")
        try faults.clear()
        #expect(try await write("bad", under: faults).ending().exitCode == 0)
    }

    @Test func `a stalled disk goes on when the fault is taken away`() async throws {
        let faults = try await DiskFaults(below: directory.path)
        try faults.set("fdatasync stall 600")
        let writer = try write("file", under: faults)
        try await eventually("the writer stalls") { try !faults.hits().isEmpty }
        #expect(kill(writer.processIdentifier, 0) == 0)
        try faults.clear()
        #expect(await writer.ending().exitCode == 0)
    }

    @Test func `a stall ends by itself after its time`() async throws {
        let faults = try await DiskFaults(below: directory.path)
        try faults.set("fdatasync stall 0.5")
        let start = ContinuousClock.now
        #expect(try await write("file", under: faults).ending().exitCode == 0)
        #expect(ContinuousClock.now - start >= .milliseconds(500))
    }

    @Test func `a short write leaves the rest to be written`() async throws {
        let faults = try await DiskFaults(below: directory.path)
        try faults.set("write short")
        #expect(try await write("file", under: faults).ending().exitCode == 0)
        #expect(try faults.hits().count > 4)
        #expect(try Data(contentsOf: directory.appending(path: "file")).count == 16384)
    }

    @Test func `faults come and go while a program runs`() async throws {
        let faults = try await DiskFaults(below: directory.path)
        let script = "while :; do echo x >>file 2>/dev/null && echo well || echo ill; sleep 0.01; done"
        let writer = try ProgramRun(
            TestTools.program("sh"), ["-c", script], in: directory, environment: faults.environment)
        #expect(await writer.outputLine() == "well")
        try faults.set("open ENOSPC")
        try await eventually("the writer is refused") { await writer.outputLine() == "ill" }
        try faults.clear()
        try await eventually("the writer goes on") { await writer.outputLine() == "well" }
        _ = await writer.end()
    }

    @Test(arguments: ["fdatasync EIO ledger", "write ENOSPC ledger-wal"])
    func `SQLite with a write-ahead log meets the faults`(fault: String) async throws {
        let faults = try await DiskFaults(below: directory.path)
        let script = """
            import sqlite3
            ledger = sqlite3.connect("ledger", isolation_level=None)
            ledger.execute("pragma journal_mode=wal")
            ledger.execute("pragma synchronous=full")
            ledger.execute("create table t (x)")
            print("ready", flush=True)
            open("gate").read()
            try:
                ledger.execute("insert into t values (1)")
            except sqlite3.OperationalError as error:
                print(error)
            """
        let fifo = directory.appending(path: "gate").path
        try #require(mkfifo(fifo, 0o600) == 0)
        let writer = try ProgramRun(
            TestTools.program("python3"), ["-c", script], in: directory, environment: faults.environment)
        #expect(await writer.outputLine() == "ready")
        try faults.set(fault)
        await aside { FileHandle(forWritingAtPath: fifo)?.closeFile() }
        let line = await writer.outputLine()
        #expect(line == (fault.contains("EIO") ? "disk I/O error" : "database or disk is full"))
        #expect(try faults.hits().contains { $0.contains("ledger-wal") })
    }

    @Test func `a small disk is full when its megabytes are written, and seen by its programs only`() async throws {
        let disk = try await SmallDisk(megabytes: 16)
        let filling = try await disk.start(
            TestTools.program("dd"), ["if=/dev/zero", "of=filling", "bs=1M", "count=20"],
            environment: ["LC_ALL": "C"]
        ).ending()
        #expect(filling.exitCode == 1)
        #expect(filling.errors.contains("No space left on device"), "\(filling.errors)")
        #expect(try Data(contentsOf: disk.outside.appending(path: "filling")).count == 16 << 20)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.directory.path).isEmpty)
    }

    @Test func `a small disk can become read-only and writable again`() async throws {
        let disk = try await SmallDisk(megabytes: 1)
        let touch = try TestTools.program("touch")
        try await disk.setReadOnly(true)
        #expect(try await disk.start(touch, ["file"]).ending().exitCode == 1)
        try await disk.setReadOnly(false)
        #expect(try await disk.start(touch, ["file"]).ending().exitCode == 0)
    }

    @Test func `a program that tests stand on dies when their process does`() async throws {
        let rig = try await RigProcess.start("setpriv", ["--dump"], log: directory.appending(path: "log"))
        var lines: [String] = []
        while let line = await rig.line() { lines.append(line.lowercased()) }
        #expect(lines.contains("parent death signal: kill"), "\(lines)")
        await rig.stop()
    }
}
