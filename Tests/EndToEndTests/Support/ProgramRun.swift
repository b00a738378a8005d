import Foundation
import Testing

/// A program of this package, started as a process of its own.
final class ProgramRun {
    /// What a program left behind.
    struct Ending {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    private let process = Process()
    private let output = Pipe()
    private let error = Pipe()

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
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = error
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// The next line of standard output; `nil` at its end.
    func outputLine() -> String? { Self.line(of: output) }

    /// The next line of standard error; `nil` at its end.
    func errorLine() -> String? { Self.line(of: error) }

    /// Everything on standard error up to its end.
    func errors() -> String {
        String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// The program's number among the processes.
    var processIdentifier: Int32 { process.processIdentifier }

    /// Sends a signal.
    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Asks the program to end and returns its exit code.
    func end() -> Int32 {
        process.terminate()
        return exitCode()
    }

    /// Waits for the end.
    func exitCode() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Waits for the end with all that was printed; a program that hangs is killed after `limit` seconds.
    func ending(within limit: Double = 60) -> Ending {
        let guardian = DispatchWorkItem { [process] in
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + limit, execute: guardian)
        defer { guardian.cancel() }
        let reader = Reader(error.fileHandleForReading)
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let errors = reader.data()
        return Ending(
            exitCode: exitCode(), output: String(decoding: printed, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
    }

    /// Reads a pipe to its end beside another one.
    private final class Reader: @unchecked Sendable {
        // @unchecked: `bytes` is written before `done` is signalled and read after.
        private let done = DispatchSemaphore(value: 0)
        private var bytes = Data()

        init(_ handle: FileHandle) {
            DispatchQueue.global().async { [self] in
                bytes = handle.readDataToEndOfFile()
                done.signal()
            }
        }

        func data() -> Data {
            done.wait()
            return bytes
        }
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
        let words = CommandLine.arguments
        if let option = words.firstIndex(of: "--test-bundle-path"), option + 1 < words.count {
            return URL(fileURLWithPath: words[option + 1]).deletingLastPathComponent()
        }
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: ".build/debug")
    }()
}
