import Foundation
import LabValues
import Synchronization
import Testing

/// A program that tests stand on. It is killed when the test process ends, however that happens.
///
/// What it says on standard error goes to a file, so that it never waits for a reader.
final class RigProcess: Sendable {
    private let process: Process
    private let input: FileHandle
    private let output: FileHandle
    /// Where standard error goes.
    let log: URL

    /// Starts a program that is not one of the package's.
    static func start(_ program: String, _ words: [String], log: URL) async throws -> RigProcess {
        let executable = try TestTools.program(program)
        return try await start(executable, words, log: log)
    }

    static func start(_ executable: URL, _ words: [String], log: URL) async throws -> RigProcess {
        let guardian = try TestTools.program("setpriv")
        return try await RigProcess(
            guardian, ["--pdeathsig", "KILL", "--", executable.path] + words, log: log,
            from: Starter.shared)
    }

    private init(_ executable: URL, _ words: [String], log: URL, from starter: Starter) async throws {
        self.log = log
        try Data().write(to: log)
        let (input, output) = (Pipe(), Pipe())
        process = Process()
        process.executableURL = executable
        process.arguments = words
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        self.input = input.fileHandleForWriting
        self.output = output.fileHandleForReading
        try await starter.start(process)
    }

    deinit { if process.isRunning { send(SIGKILL) } }

    var processIdentifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// What it said on standard error.
    var complaints: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }  // no file: nothing was said

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Writes a line to its standard input.
    func say(_ line: String) throws { try input.write(contentsOf: Data("\(line)\n".utf8)) }

    /// The next line of its standard output; `nil` at its end.
    func line() async -> String? {
        await aside { [output] in
            var bytes: [UInt8] = []
            while let byte = output.readData(ofLength: 1).first {
                if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
                bytes.append(byte)
            }
            return nil
        }
    }

    /// Asks it to end, and kills it when it does not within `limit` seconds. Returns the exit code.
    @discardableResult
    func stop(_ signal: Int32 = SIGTERM, within limit: Double = 20) async -> Int32 {
        if process.isRunning { send(signal) }
        let guardian = DispatchWorkItem { [process] in
            Issue.record("\(process.arguments ?? []) did not end on signal \(signal)")
            kill(process.processIdentifier, SIGKILL)
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: guardian)
        await aside { [process] in process.waitUntilExit() }
        guardian.cancel()
        return process.terminationStatus
    }
}

/// The one thread that starts them: the kernel's "parent is dead" means the thread that started a process, and a thread
/// of the concurrency pool may end at any time.
private actor Starter {
    static let shared = Starter()
    private let thread = ExecutorThread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    func start(_ process: sending Process) throws {
        var none = sigset_t()
        sigemptyset(&none)
        // A child begins with the mask of its starter, and threads of the concurrency pool hold SIGTERM back.
        pthread_sigmask(SIG_SETMASK, &none, nil)
        try process.run()
    }
}

/// Runs what blocks on a thread that no other test waits for.
func aside<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: work()) }
    }
}

/// Asks every 10 ms until the answer is yes; other processes have no clock of ours. Fails after `limit`.
func eventually(_ what: String, within limit: Duration = .seconds(30), _ isSo: () async throws -> Bool) async throws {
    let start = ContinuousClock.now
    while try await !isSo() {
        try #require(ContinuousClock.now - start < limit, "not within \(limit): \(what)")
        try await Task.sleep(for: .milliseconds(10))
    }
}
