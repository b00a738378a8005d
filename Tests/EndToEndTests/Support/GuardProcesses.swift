import Foundation
import LabValues
import Testing

/// The guards of runs, as processes.
enum GuardProcesses {
    /// The guards whose state is kept in `directory`.
    static func all(of directory: URL) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter { process in
            // A process may end while it is looked at, and then says nothing.
            guard let line = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline")) else { return false }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.dropFirst().first == "guard" && words.contains(directory.path)
        }
    }
}

extension Bench {
    /// The guards of this bench's runs.
    var guards: [Int32] { get throws { try GuardProcesses.all(of: stateDirectory) } }

    /// The one guard, as soon as it is there.
    func guardProcess(otherThan former: Int32? = nil) async throws -> Int32 {
        var found: Int32?
        try await eventually("a guard watches", within: .seconds(20)) {
            found = try guards.first { $0 != former }
            return found != nil
        }
        return try #require(found)
    }

    /// Waits until the emulator's cell is off.
    func waitUntilOff(_ what: String = "") async throws {
        try await eventually("\(what) the cell is off", within: .seconds(20)) { try state()["cell"] == "off" }
    }

    /// Waits until no guard is left.
    func waitUntilUnwatched(_ what: String = "") async throws {
        try await eventually("\(what) no guard is left", within: .seconds(20)) { try guards.isEmpty }
    }

    /// What stands in `armed/`.
    var armed: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: stateDirectory.appending(path: "armed").path)
        }
    }

    /// Runs `lab-runner safe …` on this bench's state.
    func safe(_ words: String...) async throws -> ProgramRun.Ending {
        try await ProgramRun("lab-runner", ["safe"] + words + ["--state", stateDirectory.path], in: directory).ending()
    }

    /// What a run that died must have left, once its guard is gone.
    func expectRescued(_ id: String = "trial", _ what: String = "") throws {
        #expect(try state()["cell"] == "off", "\(what)")
        #expect(try armed.isEmpty, "\(what)")
        let files = try files(id)
        #expect(files.seqs == Array(1..<files.seqs.count + 1), "\(what) every seq is there")
        #expect(files.eventNames.last == "experiment_finished", "\(what)")
        let finished = files.event(.experimentFinished)
        #expect(finished.count == 1, "\(what)")
        #expect(finished.first?["outcome"] == "failed", "\(what)")
        #expect(finished.first?["reason"] == "runner_died", "\(what)")
        #expect(finished.first?["safe"]?["cell"] == "confirmed", "\(what)")
        #expect(files.events.map(\.seq).max() == files.seqs.last, "\(what) it is the last message")
    }
}
