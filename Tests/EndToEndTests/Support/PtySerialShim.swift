#if SerialPort
import Foundation
import Testing

/// A library that is preloaded into the runner and makes a pseudo-terminal pass for a serial port; built for one test.
final class PtySerialShim {
    /// Whether it can be built here. On a build machine it must be: there a missing compiler is a failure.
    static let isPossible = compiler != nil || ProcessInfo.processInfo.environment["CI"] == "true"

    /// What a program needs in its environment.
    let environment: [String: String]
    private let directory: URL

    init() throws {
        let compiler = try #require(Self.compiler, "no C compiler on PATH: install gcc or clang")
        var source = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { source.deleteLastPathComponent() }
        source.append(path: "Support/pty-serial-shim/shim.c")
        directory = FileManager.default.temporaryDirectory.appending(path: "labrunner-shim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let library = directory.appending(path: "shim.so").path
        environment = ["LD_PRELOAD": library]
        let process = Process()
        process.executableURL = URL(fileURLWithPath: compiler)
        process.arguments = ["-shared", "-fPIC", "-Wall", "-Werror", "-o", library, source.path, "-ldl"]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "the shim does not compile")
    }

    deinit {
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: directory)
    }

    private static let compiler: String? = {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return ["cc", "gcc", "clang"].lazy
            .flatMap { name in directories.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()
}
#endif
