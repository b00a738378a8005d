import Foundation

/// A program of this package, started as a process of its own.
final class ProgramRun {
    private let process = Process()
    private let output = Pipe()
    private let error = Pipe()

    init(_ name: String, _ words: [String]) throws {
        process.executableURL = Self.products.appending(path: name)
        process.arguments = words
        process.standardOutput = output
        process.standardError = error
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// The next line of standard output; `nil` at its end.
    func outputLine() -> String? {
        var bytes: [UInt8] = []
        while let byte = output.fileHandleForReading.readData(ofLength: 1).first {
            if byte == 10 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    /// Everything on standard error, once the program has ended.
    func errors() -> String {
        String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

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

    /// Where the package's programs are built: beside the test bundle.
    private static let products: URL = {
        let words = CommandLine.arguments
        if let option = words.firstIndex(of: "--test-bundle-path"), option + 1 < words.count {
            return URL(fileURLWithPath: words[option + 1]).deletingLastPathComponent()
        }
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root.appending(path: ".build/debug")
    }()
}
