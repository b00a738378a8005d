import LabControl
import LabValues
import Synchronization

/// Opens when every listener has listened or failed for the first time, or when nobody shall wait any longer.
final class ListenerGate: Sendable {
    private let awaited = Mutex<Set<Int>>([])
    private let opened = OneShot<Void>()

    /// So many are awaited.
    func expect(_ count: Int) {
        awaited.withLock { $0 = Set(0..<count) }
        if count == 0 { open() }
    }

    /// This one listens, or has said that it cannot.
    func didSettle(_ place: Int) {
        let isLast = awaited.withLock { places in places.remove(place) != nil && places.isEmpty }
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
    /// Which of the gate's listeners it is; two may share a name.
    let place: Int
    let gate: ListenerGate
    let inbox: CommandInbox

    var name: String { listener.name }

    func run(into inlet: CommandInlet) async throws {
        defer { gate.didSettle(place) }
        try await listener.run(
            into: CommandInlet(inlet.source, into: inbox) { [gate, place] isListening, reason in
                if isListening { inlet.isListening() } else { inlet.isDeaf(because: reason ?? "") }
                gate.didSettle(place)
            })
    }
}
