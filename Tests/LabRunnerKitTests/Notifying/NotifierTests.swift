import Foundation
import LabValues
import Synchronization
import Testing

@testable import LabRunnerKit

/// A directory with a script, and what the notifier says about it.
private final class NotifierBench: Sendable {
    let directory = FileManager.default.temporaryDirectory.appending(path: "lab-notify-\(UUID().uuidString)")
    private let sayings = Mutex<[String]>([])

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: directory) }  // a directory that is gone is as good

    var said: [String] { sayings.withLock { $0 } }
    var log: String { (try? String(contentsOf: directory.appending(path: "log"), encoding: .utf8)) ?? "" }

    func settings(_ script: String, events: [NotifyTrigger], timeout: Duration = .seconds(60)) throws -> NotifySettings
    {
        let path = directory.appending(path: "script").path
        try "#!/bin/sh\ncd '\(directory.path)'\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        let settings = Settings([
            // By way of sh: a file that was just written may still be open in a child that another test is starting.
            "notify.command": .init("/bin/sh, \(path), --loud", from: "test"),
            "notify.events": .init(events.map(\.rawValue).joined(separator: ","), from: "test"),
            "notify.timeout": .init(timeout.userText, from: "test"),
        ])
        return try #require(try NotifySettings(settings))
    }

    func notifier(_ settings: NotifySettings) throws -> Notifier {
        Notifier(settings, for: try ExperimentID("trial"), environment: ["HOME": "/home/ada", "SECRET": "x"]) { text in
            self.sayings.withLock { $0.append(text) }
        }
    }
}

private func event(_ name: EventName, _ data: JSONObject = JSONObject()) -> LabMessage {
    LabMessage(timestamp: Timestamp(millisecondsSinceEpoch: 0), content: .event(name, data: data))
}

@Suite(.timeLimit(.minutes(2))) struct NotifierTests {
    private let bench: NotifierBench

    init() throws { bench = try NotifierBench() }

    @Test func `a listed event reaches the program once, as JSON, with little else around it`() async throws {
        let script =
            #"cat >> log; echo "$LAB_EVENT $LAB_EXPERIMENT_ID $1 $HOME $SECRET." >> log; ls /proc/self/fd | wc -l >> log"#
        let notifier = try bench.notifier(bench.settings(script, events: [.finished, .failed, .paused]))
        notifier.observe(event(.heartbeat))
        notifier.observe(event(.experimentFinished, ["outcome": "failed"]))
        await notifier.finish()
        let lines = bench.log.split(separator: "\n").map(String.init)
        try #require(lines.count == 3, "\(bench.log)")
        let json = try JSONReader.read(Array(lines[0].utf8))
        #expect(json["event"] == "experiment_finished" && json["data"]?["outcome"] == "failed")
        #expect(json["type"] == "experiment_event" && json["experiment_id"] == "trial")
        #expect(lines[1] == "failed trial --loud /home/ada .")
        // Standard input, output and error, and the one that lists them.
        #expect((Int(lines[2].trimmingCharacters(in: .whitespaces)) ?? 99) <= 4)
        #expect(bench.said == [])
    }

    @Test func `a program that hangs is killed with its children, and told of once`() async throws {
        let script = "sleep 1000 & echo $! $$ >> pids; wait"
        let notifier = try bench.notifier(bench.settings(script, events: [.paused], timeout: .seconds(4)))
        notifier.observe(event(.paused))
        let start = ContinuousClock.now
        await notifier.finish()
        #expect(ContinuousClock.now - start < .seconds(40))
        let pids = try String(contentsOf: bench.directory.appending(path: "pids"), encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
        try #require(pids.count == 2)
        for pid in pids { #expect(await isGone(pid), "\(pid) lives") }
        #expect(bench.said.count == 1 && bench.said[0].contains("was killed"), "\(bench.said)")
    }

    @Test func `a flood is told of in part, oldest left out, one at a time, and nobody waits`() async throws {
        // The first one is at work until the flood is over.
        let script = """
            while [ ! -e flood-is-over ]; do sleep 0.01; done
            mkdir lock || echo two >> log
            cat >> log; rmdir lock
            """
        let notifier = try bench.notifier(bench.settings(script, events: [.paused]))
        let start = ContinuousClock.now
        for number in 0..<10_000 { notifier.observe(event(.paused, ["n": .integer(number)])) }
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(
            FileManager.default.createFile(atPath: bench.directory.appending(path: "flood-is-over").path, contents: nil)
        )
        await notifier.finish()
        let lines = bench.log.split(separator: "\n").map(String.init)
        #expect(lines.count <= Notifier.longestQueue + 1 && !lines.contains("two"), "\(lines.count)")
        #expect(lines.last?.contains(#""n":9999"#) == true)
        #expect(bench.said.count == 2, "flood: \(bench.said)")
    }

    @Test(arguments: [("exit 3", "failed with exit code 3"), ("kill -9 $$", "was ended by a signal")])
    func `a program that fails is told of once`(script: String, sentence: String) async throws {
        let notifier = try bench.notifier(bench.settings(script, events: [.paused]))
        for _ in 0..<3 { notifier.observe(event(.paused)) }
        await notifier.finish()
        #expect(bench.said.count == 1 && bench.said[0].hasSuffix(sentence), "\(bench.said)")
    }

    @Test func `a program that goes away meanwhile is told of`() async throws {
        var settings = try bench.settings("true", events: [.paused])
        settings.command = [bench.directory.appending(path: "gone").path]
        let notifier = try bench.notifier(settings)
        notifier.observe(event(.paused))
        await notifier.finish()
        #expect(bench.said.count == 1 && bench.said[0].contains("cannot be started"))
    }

    @Test func `a message larger than a pipe is no trouble for a program that does not read`() async throws {
        let notifier = try bench.notifier(bench.settings("true", events: [.paused]))
        notifier.observe(event(.paused, ["text": .string(String(repeating: "x", count: 1 << 20))]))
        await notifier.finish()
        #expect(bench.said == [])
    }

    private func isGone(_ pid: Int32) async -> Bool {
        for _ in 0..<500 {
            if kill(pid, 0) != 0 || isZombie(pid) { return true }
            usleep(10_000)
        }
        return false
    }

    /// A grandchild waits for init to fetch it; in a container nobody may.
    private func isZombie(_ pid: Int32) -> Bool {
        (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.contains(") Z ") ?? true
    }
}

struct NotifySettingsTests {
    private func settings(_ words: [String: String]) -> Settings {
        Settings(words.mapValues { .init($0, from: "lab.yaml:1") })
    }

    @Test(arguments: [
        ("bin/tell", "an absolute path"), ("/nowhere/tell", "a program that exists"),
        ("/etc", "a program that may be run"),
        ("/etc/passwd", "a program that may be run"),
    ])
    func `a program that cannot be run is refused by name`(path: String, expected: String) {
        #expect(
            throws: SettingFault.malformed(
                key: "notify.command", source: "lab.yaml:1", text: path, expected: expected)
        ) { try NotifySettings(settings(["notify.command": path])) }
    }

    @Test func `a program that everybody may change is refused`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "lab-notify-\(UUID().uuidString)").path
        defer { unlink(path) }
        #expect(FileManager.default.createFile(atPath: path, contents: Data("#!/bin/sh\n".utf8)))
        chmod(path, 0o777)
        #expect(throws: SettingFault.self) { try NotifySettings(settings(["notify.command": path])) }
        chmod(path, 0o755)
        #expect(try NotifySettings(settings(["notify.command": path]))?.events.contains(.failed) == true)
    }

    @Test func `an unknown event, and events without a program, are refused`() {
        #expect(throws: SettingFault.self) {
            try NotifySettings(settings(["notify.command": "/bin/true", "notify.events": "finished, sunrise"]))
        }
        #expect(throws: SettingFault.missing(key: "notify.command", why: "without it nobody is told")) {
            try NotifySettings(settings(["notify.events": "finished"]))
        }
        #expect(throws: Never.self) { try NotifySettings(Settings()) }
    }
}
