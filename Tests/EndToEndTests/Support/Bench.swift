import Foundation
import LabValues
import Testing

/// A bench for one test: an emulator on a pseudo-terminal, a fresh directory, and the runner.
final class Bench: Sendable {
    let directory: URL
    let address: String
    private let emulator: ProgramRun
    private let stateFile: URL

    /// Starts `lab-emulator emstat`.
    ///
    /// - Parameters:
    ///   - linked: whether the address is a link, which leads to the terminal also after it dropped.
    ///   - inMemory: whether the directory lies in memory (/dev/shm), where a commit costs next to nothing.
    init(
        cell: String = "redox", model: String = "pico", speed: String = "max", linked: Bool = false,
        inMemory: Bool = false, _ more: [String] = []
    ) async throws {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let isThere = inMemory && FileManager.default.isWritableFile(atPath: memory.path)
        directory = (isThere ? memory : FileManager.default.temporaryDirectory)
            .appending(path: "labrunner-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        stateFile = directory.appending(path: "emulator.json")
        let link = directory.appending(path: "terminal").path
        emulator = try ProgramRun(
            "lab-emulator",
            ["emstat", "--model", model, "--cell", cell, "--speed", speed, "--state", stateFile.path]
                + (linked ? ["--link", link] : []) + more)
        let ready = try #require(await emulator.outputLine())
        address = linked ? "pty:\(link)" : String(ready.dropFirst("ready ".count))
    }

    deinit {
        emulator.send(SIGTERM)
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: directory)
    }

    /// Starts `lab-runner run PROGRAM` on the emulator, its files below `directory`.
    ///
    /// - Parameter place: the address to use instead of the emulator's own.
    func start(
        _ program: String, _ words: [String] = [], id: String = "trial", at place: String? = nil,
        environment: [String: String] = [:]
    ) throws -> ProgramRun {
        try ProgramRun(
            "lab-runner",
            [
                "run", program, "--instrument", "emstat@\(place ?? address)", "--publish", "file:runs",
                "--experiment-id", id,
                "--json", "--state", directory.appending(path: "state").path,
            ]
                + words, in: directory, environment: environment)
    }

    /// Waits until the emulator has sent points with the cell on.
    func waitUntilMeasuring() async throws {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(30) {
            if let state = try? state(), state["cell"] == "on", state["points_sent"]?.int ?? 0 > 5 { return }
            try await Task.sleep(for: .milliseconds(10))  // the other process has no clock of ours
        }
        Issue.record("the emulator never measured")
    }

    /// Kills the emulator without a goodbye.
    func killEmulator() { emulator.send(SIGKILL) }

    /// Stops the emulator in its tracks: its terminal is there, and nobody answers. Whoever asks for it kills it.
    func freezeEmulator() { emulator.send(SIGSTOP) }
    /// Has the emulator end in order.
    func endEmulator() async { _ = await emulator.end() }

    /// What the emulator says of itself.
    func state() throws -> JSONValue { try JSONReader.read(try Data(contentsOf: stateFile)) }

    /// What a run left on disk.
    func files(_ id: String = "trial") throws -> RunFiles { try RunFiles(directory.appending(path: "runs/\(id)")) }
}

/// The files of one run, read and held against each other.
struct RunFiles {
    let directory: URL
    let events: [NumberedMessage]
    let data: [NumberedMessage]

    init(_ directory: URL) throws {
        self.directory = directory
        events = try Self.messages(directory.appending(path: "events.jsonl"))
        data = try Self.messages(directory.appending(path: "data.jsonl"))
    }

    private static func messages(_ file: URL) throws -> [NumberedMessage] {
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"), "\(file.lastPathComponent) ends in a whole line")
        return try text.split(separator: "\n").map { try NumberedMessage(line: Array($0.utf8)) }
    }

    /// Names of the events, in order.
    var eventNames: [String] {
        events.compactMap { if case .event(let name, _) = $0.message.content { name.rawValue } else { nil } }
    }

    /// Data of the events called `name`.
    func event(_ name: EventName) -> [JSONObject] {
        events.compactMap { message in
            guard case .event(name, let data) = message.message.content else { return nil }
            return data
        }
    }

    /// Points of the measurement itself, in order.
    var points: [EchemPoint] {
        data.flatMap { message -> [EchemPoint] in
            guard case .points(let batch) = message.message.content, batch.phase == nil else { return [] }
            return batch.points
        }
    }

    /// Every `seq`, sorted.
    var seqs: [Int] { (events + data).map(\.seq).sorted() }

    /// The lines of a CSV file, its header first.
    func table(_ name: String) throws -> [[String]] {
        try String(contentsOf: directory.appending(path: name), encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
    }
}
