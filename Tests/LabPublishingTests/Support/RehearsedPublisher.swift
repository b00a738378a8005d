import LabPublishing
import LabValues
import Synchronization

struct Outage: Error, CustomStringConvertible { let description = "the broker is away" }

/// A publisher whose answers are written down beforehand; afterwards it takes everything.
final class RehearsedPublisher: Publisher {
    enum Answer: Sendable {
        case take
        case fail
        case refuse([Int])
        /// Never returns, whatever happens.
        case hang
        /// Returns when the gate opens.
        case wait(OneShot<Void>)
    }
    private struct State {
        var answers: [Answer]
        var calls: [[Int]] = []
        var flushes = 0
        var isClosed = false
        var watchers: [(count: Int, seen: OneShot<Void>)] = []
    }
    private let state: Mutex<State>

    init(_ answers: [Answer] = []) { state = Mutex(State(answers: answers)) }

    /// The `seq` of every call.
    var calls: [[Int]] { state.withLock { $0.calls } }
    var flushes: Int { state.withLock { $0.flushes } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Waits until `publish` has been called `count` times.
    func called(_ count: Int) async {
        let seen = OneShot<Void>()
        state.withLock { state in
            if state.calls.count >= count { return seen.finish(()) }
            state.watchers.append((count, seen))
        }
        await withCheckedContinuation { seen.wait($0) }
    }

    func publish(_ records: [Record]) async throws {
        let (answer, seen) = state.withLock { state in
            state.calls.append(records.map(\.seq))
            let seen = state.watchers.filter { $0.count <= state.calls.count }
            state.watchers.removeAll { $0.count <= state.calls.count }
            return (state.answers.isEmpty ? .take : state.answers.removeFirst(), seen)
        }
        for watcher in seen { watcher.seen.finish(()) }
        switch answer {
        case .take: break
        case .fail: throw Outage()
        case .refuse(let seqs): throw RecordsRefused(seqs: seqs, reason: "too large")
        case .hang: await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        case .wait(let gate): await withCheckedContinuation { gate.wait($0) }
        }
    }

    func flush(within limit: Duration) async throws { state.withLock { $0.flushes += 1 } }

    func close() async { state.withLock { $0.isClosed = true } }
}

/// What a journal reported, in order.
final class Reports: Sendable {
    private struct State {
        var reports: [JournalReport] = []
        var watchers: [(count: Int, seen: OneShot<Void>)] = []
    }
    private let state = Mutex(State())

    var all: [JournalReport] { state.withLock { $0.reports } }

    func note(_ report: JournalReport) {
        let seen = state.withLock { state in
            state.reports.append(report)
            let seen = state.watchers.filter { $0.count <= state.reports.count }
            state.watchers.removeAll { $0.count <= state.reports.count }
            return seen
        }
        for watcher in seen { watcher.seen.finish(()) }
    }

    func count(_ count: Int) async {
        let seen = OneShot<Void>()
        state.withLock { state in
            if state.reports.count >= count { return seen.finish(()) }
            state.watchers.append((count, seen))
        }
        await withCheckedContinuation { seen.wait($0) }
    }
}
