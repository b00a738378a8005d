import LabPublishing
import Synchronization

/// A publisher that notes when another one has let records go, and passes everything on.
final class AckWatch: Publisher {
    private let publisher: any Publisher
    /// Moments, by `seq`.
    private struct Board {
        var emitted: [Double] = []
        var waits: [Double] = []
    }
    private let board = Mutex(Board())

    init(_ publisher: any Publisher) { self.publisher = publisher }

    /// The next message is about to be emitted.
    func emit(_ count: Int = 1) {
        let now = Stopwatch.wall
        board.withLock { board in for _ in 0..<count { board.emitted.append(now) } }
    }

    /// Milliseconds from emission to acknowledgement since this was asked last.
    func takeWaits() -> [Double] {
        board.withLock { board in
            defer { board.waits = [] }
            return board.waits
        }
    }

    func publish(_ records: [Record]) async throws {
        try await publisher.publish(records)
        let now = Stopwatch.wall
        board.withLock { board in
            for record in records where record.seq <= board.emitted.count {
                board.waits.append((now - board.emitted[record.seq - 1]) / 1e6)
            }
        }
    }

    func flush(within limit: Duration) async throws { try await publisher.flush(within: limit) }
    func close() async { await publisher.close() }
    func whenReady(_ action: @escaping @Sendable () -> Void) { publisher.whenReady(action) }
}
