import Foundation

/// A directory that lives as long as one measurement.
struct Workplace: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "lab-benchmarks-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What stays behind lies in the system's directory for that.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The runner that was built beside this program.
    static func runner() throws -> String { try neighbour("lab-runner") }

    /// This program itself.
    static func own() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// A program that was built beside this one.
    static func neighbour(_ name: String) throws -> String {
        let path = URL(fileURLWithPath: try own()).deletingLastPathComponent().appending(path: name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw BenchmarkFault("there is no \(path): build it with the same configuration")
        }
        return path
    }
}
