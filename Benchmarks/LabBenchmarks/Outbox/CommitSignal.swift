import Dispatch
import LabPublishing
import Synchronization

/// A sink that forgets everything, and wakes the thread that waits for its commit.
final class CommitSignal: Publisher {
    private let arrivals = DispatchSemaphore(value: 0)
    private let last = Mutex(0)

    func publish(_ records: [Record]) async throws {
        last.withLock { $0 = records.last?.seq ?? $0 }
        arrivals.signal()
    }

    /// Blocks the thread until the record of a `seq` has come.
    func wait(for seq: Int) { while last.withLock({ $0 }) < seq { arrivals.wait() } }
}
