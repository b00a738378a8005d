import LabControl
import LabValues
import Synchronization

/// Opens when every listener has listened or failed for the first time, or when nobody shall wait any longer.
final class ListenerGate: Sendable {
    private let awaited = Mutex<Set<String>>([])
    private let opened = OneShot<Void>()

    /// These are awaited.
    func expect(_ names: Set<String>) {
        awaited.withLock { $0 = names }
        if names.isEmpty { open() }
    }

    /// This one listens, or has said that it cannot.
    func didSettle(_ name: String) {
        let isLast = awaited.withLock { names in names.remove(name) != nil && names.isEmpty }
        if isLast { open() }
    }

    /// Nobody waits any longer.
    func open() { opened.finish(()) }

    /// Waits; for one waiter.
    func wait() async { await withCheckedContinuation { opened.wait($0) } }
}

/// A listener whose first word is passed on to the gate.
struct GatedListener: CommandListener {
    let listener: any CommandListener
    let gate: ListenerGate
    let inbox: CommandInbox

    var name: String { listener.name }

    func run(into inlet: CommandInlet) async throws {
        defer { gate.didSettle(name) }
        try await listener.run(
            into: CommandInlet(inlet.source, into: inbox) { [gate, name] isListening, reason in
                if isListening { inlet.isListening() } else { inlet.isDeaf(because: reason ?? "") }
                gate.didSettle(name)
            })
    }
}
