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
    static func runner() throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let runner = URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "lab-runner").path
        guard FileManager.default.isExecutableFile(atPath: runner) else {
            throw BenchmarkFault("there is no \(runner): build it with the same configuration")
        }
        return runner
    }
}
