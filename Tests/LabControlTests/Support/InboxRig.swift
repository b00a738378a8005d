import LabControl
import LabTesting
import LabValues
import Synchronization

let wall = Timestamp(millisecondsSinceEpoch: 1_768_473_000_000)  // 2026-01-15T10:30:00.000Z
let secret = [UInt8](0..<32)

func experiment(_ text: String = "exp-1") -> ExperimentID {
    do { return try ExperimentID(text) } catch { fatalError("\(error)") }
}

func benchKey(_ id: String = "bench", _ secret: [UInt8] = secret) -> SigningKey {
    do { return try SigningKey(id: id, secret: secret) } catch { fatalError("\(error)") }
}

func rules(
    _ policy: CommandPolicy.AcceptUnsigned = .safer, keys: [SigningKey] = [benchKey()], station: String? = "rig-2",
    commands: [String] = []
) -> InboxRules {
    do {
        return InboxRules(
            experiment: experiment(), programCommands: commands, policy: CommandPolicy(acceptUnsigned: policy),
            signatures: SignatureRules(keys: try KeyRing(keys), station: station))
    } catch { fatalError("\(error)") }
}

/// A command sent when the manual clocks of these tests begin.
func command(_ name: String, id: String? = "1", at time: Timestamp = wall, _ change: (inout Command) -> Void = { _ in })
    -> Command
{
    var command = Command(name, timestamp: time)
    command.id = id
    change(&command)
    return command
}

/// A command as `lab-runner control --sign` makes it.
func signed(
    _ name: String, id: String = "1", nonce: String = "n", by key: SigningKey = benchKey(), at time: Timestamp = wall,
    _ change: (inout Command) -> Void = { _ in }
) -> Command {
    var command = command(name, id: id, at: time)
    command.nonce = nonce
    command.expires = time + .seconds(60)
    change(&command)
    do { return try key.sign(command) } catch { fatalError("\(error)") }
}

extension CommandOrigin {
    static let kafka = CommandOrigin("kafka", .shared)
    static let socket = CommandOrigin("socket", .local)
}

/// An inbox with a clock that stands still, and everything it says.
final class InboxRig: Sendable {
    struct Said: Sendable, Hashable {
        var status: CommandReply.Status
        var id: String?
        var reason: String?
        var place: String?
        init(_ status: CommandReply.Status, _ id: String?, _ reason: String? = nil, to place: String? = nil) {
            (self.status, self.id, self.reason, self.place) = (status, id, reason, place)
        }
    }

    private struct Log {
        var replies: [(CommandReply, String?)] = []
        var events: [InboxEvent] = []
        var rings = 0
    }

    let clock = ManualClock(start: wall)
    let inbox: CommandInbox
    private let log: LogBox

    private final class LogBox: Sendable { let log = Mutex(Log()) }

    init(_ rules: InboxRules = rules(), journal: SeenIDJournal? = nil) {
        let box = LogBox()
        log = box
        inbox = CommandInbox(
            rules, clock: clock, journal: journal, runState: { "running" },
            observe: { event in box.log.withLock { $0.events.append(event) } })
        inbox.onArrival { box.log.withLock { $0.rings += 1 } }
    }

    var route: ReplyRoute {
        ReplyRoute { [log] reply, place in log.log.withLock { $0.replies.append((reply, place)) } }
    }
    var replies: [CommandReply] { log.log.withLock { $0.replies.map(\.0) } }
    var said: [Said] {
        log.log.withLock { $0.replies.map { Said($0.0.status, $0.0.id, $0.0.reason, to: $0.1) } }
    }
    var events: [InboxEvent] { log.log.withLock { $0.events } }
    var eventNames: [String] { events.map(\.name) }
    var rings: Int { log.log.withLock { $0.rings } }

    func send(_ command: Command, over origin: CommandOrigin = .kafka) {
        inbox.receive(command, from: origin, route: route)
    }

    func send(line: [UInt8], over origin: CommandOrigin = .kafka) {
        inbox.receive(line: line, from: origin, route: route)
    }

    /// The names of what waits, taken out.
    func takeAll() -> [String] {
        var names: [String] = []
        while let received = inbox.take() { names.append(received.command.name) }
        return names
    }

    /// The reason this command is refused for; nil when it reaches the run.
    func refusal(of command: Command, over origin: CommandOrigin = .kafka) -> String? {
        let before = replies.count
        send(command, over: origin)
        return replies.dropFirst(before).first { $0.status == .refused }?.reason
    }
}
