import Foundation
import Testing

/// A program of this package, started as a process of its own.
final class ProgramRun: Sendable {
    /// What a program left behind.
    struct Ending {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    private let process = Process()
    private let output = Pipe()
    private let error = Pipe()
    /// Its own place for state, so that no test finds what another one left.
    private let state = FileManager.default.temporaryDirectory.appending(path: "labrunner-state-\(UUID())")

    convenience init(
        _ name: String, _ words: [String], in directory: URL? = nil, environment: [String: String] = [:]
    ) throws {
        try self.init(Self.products.appending(path: name), words, in: directory, environment: environment)
    }

    /// Starts any executable.
    init(_ executable: URL, _ words: [String], in directory: URL? = nil, environment: [String: String] = [:]) throws {
        process.executableURL = executable
        process.arguments = words
        process.currentDirectoryURL = directory
        process.environment = ProcessInfo.processInfo.environment
            .merging(["XDG_STATE_HOME": state.path]) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = error
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        try? FileManager.default.removeItem(at: state)  // most programs keep none
    }

    /// The next line of standard output; `nil` at its end.
    func outputLine() async -> String? { await Self.aside { [output] in Self.line(of: output) } }

    /// The next line of standard error; `nil` at its end.
    func errorLine() async -> String? { await Self.aside { [error] in Self.line(of: error) } }

    /// Everything on standard error up to its end.
    func errors() async -> String {
        await Self.aside { [error] in
            String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
    }

    /// Runs what blocks on a thread that no other test waits for.
    private static func aside<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }

    var isRunning: Bool { process.isRunning }

    /// The program's number among the processes.
    var processIdentifier: Int32 { process.processIdentifier }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Asks the program to end and returns its exit code.
    func end() async -> Int32 {
        process.terminate()
        return await exitCode()
    }

    /// Waits for the end.
    func exitCode() async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [process] in
                process.waitUntilExit()
                continuation.resume()
            }
        }
        return process.terminationStatus
    }

    /// Waits for the end with all that was printed; a program that hangs is killed after `limit` seconds.
    func ending(within limit: Double = 60) async -> Ending {
        let identifier = process.processIdentifier
        let guardian = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: guardian)
        async let errors = errors()
        let printed = await Self.aside { [output] in output.fileHandleForReading.readDataToEndOfFile() }
        let code = await exitCode()
        guardian.cancel()
        return await Ending(
            exitCode: code, output: String(decoding: printed, as: UTF8.self), errors: errors)
    }

    private static func line(of pipe: Pipe) -> String? {
        var bytes: [UInt8] = []
        while let byte = pipe.fileHandleForReading.readData(ofLength: 1).first {
            if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    /// Where the package's programs are built: beside the test bundle.
    static let products: URL = {
        if let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") }) {
            return URL(fileURLWithPath: bundle).deletingLastPathComponent()
        }
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: ".build/debug")
    }()
}
