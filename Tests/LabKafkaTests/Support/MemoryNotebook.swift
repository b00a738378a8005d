#if Kafka
import LabPublishing
import Synchronization

/// A notebook in memory; refuses to write when told so.
final class MemoryNotebook: PublisherNotebook {
    struct Full: Error {}

    private let notes: Mutex<[String: String]>
    private let isFull: Mutex<Bool>

    init(_ notes: [String: String] = [:], isFull: Bool = false) {
        self.notes = Mutex(notes)
        self.isFull = Mutex(isFull)
    }

    var all: [String: String] { notes.withLock { $0 } }
    func note(_ name: String) -> String? { all[name] }

    func keep(_ text: String, as name: String) throws {
        if isFull.withLock({ $0 }) { throw Full() }
        notes.withLock { $0[name] = text }
    }

    func makeRoom() { isFull.withLock { $0 = false } }
}
#endif
