import Foundation
import LabValues
import Testing

/// Runs with several sinks, and the outboxes they leave.
extension Bench {
    /// A cyclic voltammogram of 313 points that takes a moment.
    static let quickScan = ["--set", "rate=1V/s", "--set", "step=5mV"]

    /// Where state is kept, the outboxes too.
    var stateDirectory: URL { directory.appending(path: "state") }

    /// Runs a program on the emulator to its end, as `start` does.
    func run(
        _ program: String = "cyclic-voltammetry", _ words: [String] = quickScan, id: String = "trial",
        environment: [String: String] = [:], within limit: Double = 120
    ) async throws -> RunEnding {
        try RunEnding(await start(program, words, id: id, environment: environment).ending(within: limit))
    }

    /// Runs `lab-runner outbox …` on this bench's state.
    func outbox(_ words: String..., environment: [String: String] = [:]) async throws -> ProgramRun.Ending {
        try await ProgramRun(
            "lab-runner", ["outbox"] + words + ["--state", stateDirectory.path], in: directory, environment: environment
        ).ending()
    }

    /// The object of `outbox status --json` about one experiment; nil when it is not listed.
    func outboxStatus(_ id: String = "trial") async throws -> JSONValue? {
        let ending = try await outbox("status", "--json")
        #expect(ending.exitCode == 0 && ending.errors == "", "\(ending.errors)")
        let list = try JSONReader.read(Array(ending.output.trimmingCharacters(in: .newlines).utf8))
        return list.elements?.first { $0["experiment_id"]?.text == id }
    }

    /// The files below the bench's directory that hold these bytes anywhere.
    func files(holding text: String) throws -> [String] {
        let bytes = Data(text.utf8)
        let names = FileManager.default.enumerator(atPath: directory.path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            // What cannot be read is a directory, a terminal or a file that is gone by now.
            guard let content = try? Data(contentsOf: directory.appending(path: name)) else { return false }
            return content.range(of: bytes) != nil
        }
    }
}
