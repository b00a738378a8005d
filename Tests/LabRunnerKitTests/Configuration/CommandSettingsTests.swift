import FoundationEssentials
import LabControl
import LabEngine
import LabInstruments
import LabPrograms
import LabPublishing
import LabValues
import Testing

@testable import LabRunnerKit

/// What a run makes of `commands.…`, `pause.…` and `--listen`.
struct CommandSettingsTests {
    private let bench: ConfigurationBench
    private let listeners = ListenerCatalog([TowerListener.self])

    init() throws { bench = try ConfigurationBench() }

    private func read(_ text: String, _ environment: [String: String] = [:]) throws -> RunnerConfiguration {
        try RunnerConfiguration(
            file: try bench.file(text), environment: environment, publishers: bench.publishers, listeners: listeners)
    }

    private func faults(_ text: String, _ environment: [String: String] = [:]) throws -> [String] {
        do {
            _ = try read(text, environment)
            return []
        } catch let refusal as ConfigurationRefused { return refusal.faults.map(\.description) }
    }

    private func plan(_ text: String = "station: rig-2", _ words: [String] = []) throws -> PlannedRun {
        let options = try RunOptions.reading(
            ["blink", "--instrument", "toy@pty:/dev/null", "--state", bench.directory.path, "--config"]
                + [try bench.file(text)] + words)
        let lab = Lab(
            drivers: .init([ToyStat.self]), programs: .init([Blink.self]), emulators: [],
            publishers: bench.publishers, listeners: listeners, clock: SystemClock(),
            output: TerminalWriter(descriptor: -1), console: TerminalWriter(descriptor: -1))
        return try PlannedRun(options, in: lab, environment: [:])
    }

    // MARK: Who may say what

    @Test func `without a word what is safe holds`() throws {
        let settings = try CommandSettings(Settings())
        let setup = settings.setup(station: "rig-2")
        #expect(setup.policy.acceptUnsigned == .safer && setup.signatures.keys.isEmpty)
        #expect(setup.signatures.station == "rig-2" && setup.signatures.skew == .seconds(30))
        #expect(setup.replyTo == ReplyPattern.standard)
        #expect(setup.onListenerLost == .continue && setup.listenerDeadline == .seconds(60) && setup.pingIssuer == nil)
        #expect(settings.pause.longest == .seconds(86_400) && settings.pause.holdLongest == .seconds(60))
    }

    @Test func `what is set reaches the run, keys from files beside the configuration`() throws {
        _ = try bench.file("0123456789abcdef", named: "bench.key")
        _ = try bench.file("fedcba9876543210", named: "door.key")
        let plan = try plan(
            """
            station: rig-2
            commands:
              acceptUnsigned: none
              keys: [bench.key, door.key]
              skew: 5 s
              replyTo: [answers, answers.*]
              onListenerLost: pause
              listenerDeadline: 2 min
              pingIssuer: watch
            pause: {longest: 1 h, holdLongest: 10 s}
            """)
        let setup = plan.commands.setup(station: plan.station)
        #expect(setup.policy.acceptUnsigned == .none)
        #expect(setup.signatures.keys["bench"] != nil && setup.signatures.keys["door"] != nil)
        #expect(setup.signatures.skew == .seconds(5))
        #expect(setup.replyTo == ["answers", "answers.*"])
        #expect(setup.onListenerLost == .pause && setup.listenerDeadline == .seconds(120))
        #expect(setup.pingIssuer == "watch")
        #expect(plan.commands.pause.longest == .seconds(3600) && plan.commands.pause.holdLongest == .seconds(10))
    }

    @Test func `a key that others may read, and one that is none, are named with what to do`() throws {
        _ = try bench.file("0123456789abcdef", named: "open.key", mode: 0o644)
        let open = try faults("commands: {keys: open.key}")
        #expect(open.count == 1 && open[0].contains("open.key is open to other users (mode 644); chmod 600"), "\(open)")
        let none = try faults("commands: {keys: [missing.key]}")
        #expect(none.count == 1 && none[0].contains("missing.key cannot be read"), "\(none)")
    }

    @Test(arguments: [
        ("commands: {acceptUnsigned: some}", "commands.acceptUnsigned"),
        ("commands: {onListenerLost: explode}", "commands.onListenerLost"),
        ("commands: {listenerDeadline: 60}", "commands.listenerDeadline"),
        ("commands: {skew: 1 h}", "commands.skew"), ("pause: {longest: never}", "pause.longest"),
        ("commands: {listen: radio:here}", "commands.listen"),
        ("commands: {listen: [none, tower:a]}", "commands.listen"),
        ("commands: {pingIssuer: watch}", "commands.onListenerLost"),
    ])
    func `what cannot be is named by its key`(text: String, key: String) throws {
        let faults = try faults(text)
        #expect(faults.count == 1 && faults[0].contains(key), "\(faults)")
    }

    // MARK: Who listens

    @Test func `listeners are those of the command line, else those configured, else those beside the sinks`() throws {
        func listeners(_ text: String, _ words: [String]) throws -> [String] {
            try plan(text, words).listeners.map(\.description)
        }
        let sinks = ["--publish", "vault:door", "--publish", "null"]
        #expect(try listeners("station: a", sinks) == ["tower:door"])
        #expect(try listeners("commands: {listen: [tower:x, tower:y]}", sinks) == ["tower:x", "tower:y"])
        #expect(try listeners("commands: {listen: none}", sinks) == [])
        let typed = ["--listen", "tower:z"]
        #expect(try listeners("commands: {listen: none}", sinks + typed) == ["tower:z"])
        #expect(try listeners("station: a", sinks + ["--listen", "none"]) == [])
        #expect(try listeners("station: a", []) == [])
    }

    @Test(arguments: [
        (["radio:here"], "Listeners: tower:…, none."), (["tower"], "Listeners: tower:…, none."),
        (["tower:a", "tower:a"], ""), (["none", "tower:a"], ""),
    ])
    func `a listener that cannot be is refused with those there are`(typed: [String], hint: String) throws {
        let fault = #expect(throws: ListenerFault.self) {
            try plan("station: a", typed.flatMap { ["--listen", $0] })
        }
        #expect(fault?.hint ?? "" == hint || fault?.hint?.hasPrefix(hint) == true)
    }

    @Test func `a listener's keys can be set, and are in the reference`() throws {
        #expect(try read("tower: {height: high}").settings.text(TowerListener.height) == "high")
        #expect(try faults("tower: {height: odd}").count == 1)
        let catalog = SettingCatalog(bench.publishers, listeners)
        #expect(ConfigurationReference(catalog: catalog).text.contains("`tower.height`"))
    }

    @Test func `a listener is opened with its address, the run and the configuration`() throws {
        let opening = ListenerOpening(
            "", for: try ExperimentID("trial"), settings: try read("tower: {height: high}").settings,
            clock: SystemClock())
        let opened = try listeners.open(ListenerAddress(scheme: "tower", rest: "door"), opening)
        #expect(opened.name == "tower door high")
    }
}

/// A listener that hears nothing, beside the vault.
struct TowerListener: CommandListenerKind {
    static let scheme = "tower"
    static let summary = "tower:DOOR: for tests"
    static let height = SettingKey("tower.height", .choice(["high", "low"]), standard: "low", "A choice.")
    static let settingKeys = [height]

    let name: String

    static func address(beside sink: String) -> String? {
        sink.hasPrefix("vault:") ? "tower:" + sink.dropFirst("vault:".count) : nil
    }

    static func open(_ opening: ListenerOpening) throws -> any CommandListener {
        TowerListener(name: "tower \(opening.rest) \(try opening.settings.text(height) ?? "")")
    }

    func run(into inlet: CommandInlet) async throws {}
}
