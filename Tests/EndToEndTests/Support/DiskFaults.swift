import Foundation
import Testing

/// Faults of the disk below chosen paths, switched on and off while a program runs; see `disk-faults.c`.
final class DiskFaults: Sendable {
    /// What a program needs in its environment.
    let environment: [String: String]
    private let directory: URL
    private var control: URL { directory.appending(path: "faults") }

    /// - Parameter path: what the path of a file contains that a fault may hit, unless the fault names its own.
    init(below path: String) async throws {
        directory = try TestTools.freshDirectory("disk-faults")
        let library = try await TestTools.build("disk-faults/disk-faults.c", into: directory, shared: true)
        environment = [
            "LD_PRELOAD": library.path, "DISK_FAULTS": directory.appending(path: "faults").path,
            "DISK_FAULTS_PATH": path,
        ]
    }

    deinit {
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: directory)
    }

    /// From now on these faults hold and no others: `"fdatasync stall 30"`, `"write EIO outbox"`, `"all EROFS"`.
    func set(_ faults: String...) throws {
        try Data(faults.map { "\($0)\n" }.joined().utf8).write(to: control, options: .atomic)
    }

    /// From now on the disk is well; a stall that holds ends.
    func clear() throws { try set() }

    /// What was hit so far, as `OPERATION FAULT PATH`. A fault that was never hit proves nothing.
    func hits() throws -> [String] {
        let file = control.appendingPathExtension("hits")
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
