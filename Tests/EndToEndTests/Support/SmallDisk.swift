import Foundation
import Testing

/// A file system of a few megabytes in memory, seen only by programs that are started on it.
///
/// It lives in a mount namespace of its own, which ends with the test process: nothing is left mounted.
final class SmallDisk: Sendable {
    /// Its directory, as the programs on it see it.
    let directory: URL
    private let holder: RigProcess
    private let privileges: [String]

    /// Makes one of so many megabytes.
    init(megabytes: Int) async throws {
        let directory = try TestTools.freshDirectory("small-disk")
        let asRoot = try await ProgramRun(TestTools.program("unshare"), ["-m", "true"]).ending().exitCode == 0
        let script = "mount -t tmpfs -o size=\(megabytes)m,mode=777 tmpfs \"$1\" && echo ready && read -r end"
        let log = directory.deletingLastPathComponent().appending(path: "\(directory.lastPathComponent).log")
        self.directory = directory
        privileges = asRoot ? [] : ["--user", "--preserve-credentials"]
        holder = try await RigProcess.start(
            "unshare", [asRoot ? "-m" : "-Urm", "sh", "-c", script, "sh", directory.path], log: log)
        guard await holder.line() == "ready" else {
            Issue.record("no small disk: \(holder.complaints)")
            throw CancellationError()
        }
    }

    deinit {
        holder.send(SIGKILL)
        // Directories that are gone already are as good.
        try? FileManager.default.removeItem(at: holder.log)
        try? FileManager.default.removeItem(at: directory)
    }

    /// The same directory as it can be read and written from out here.
    var outside: URL { URL(fileURLWithPath: "/proc/\(holder.processIdentifier)/root\(directory.path)") }

    /// Starts a program that sees the disk; its working directory is there.
    func start(_ executable: URL, _ words: [String], environment: [String: String] = [:]) throws -> ProgramRun {
        let entry = ["--target", "\(holder.processIdentifier)", "--mount"] + privileges
        let script = ["--", "sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", directory.path]
        return try ProgramRun(
            TestTools.program("nsenter"), entry + script + [executable.path] + words, environment: environment)
    }

    /// Starts one of the package's programs on it.
    func start(product: String, _ words: [String], environment: [String: String] = [:]) throws -> ProgramRun {
        try start(ProgramRun.products.appending(path: product), words, environment: environment)
    }

    /// Mounts it again read-only, or as it was. Fails while a file on it is open for writing: then `DiskFaults` serves.
    func setReadOnly(_ isReadOnly: Bool) async throws {
        let mode = isReadOnly ? "ro" : "rw"
        let ending = try await start(
            TestTools.program("mount"), ["-o", "remount,bind,\(mode)", directory.path]
        ).ending()
        try #require(ending.exitCode == 0, "\(ending.errors)")
    }
}
