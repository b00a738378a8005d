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
        var taken: [Int] = []
        var watchers: [(isMet: @Sendable ([Int]) -> Bool, seen: OneShot<Void>)] = []
        var callWatchers: [(count: Int, seen: OneShot<Void>)] = []
    }
    private let state: Mutex<State>

    init(_ answers: [Answer] = []) { state = Mutex(State(answers: answers)) }

    /// The `seq` of every call.
    var calls: [[Int]] { state.withLock { $0.calls } }
    /// What it has, in the order it came.
    var taken: [Int] { state.withLock { $0.taken } }

    /// Waits until `publish` has been called `count` times.
    func called(_ count: Int) async {
        let seen = OneShot<Void>()
        state.withLock { state in
            if state.calls.count >= count { return seen.finish(()) }
            state.callWatchers.append((count, seen))
        }
        await seen.value
    }

    /// Waits until it has the message `seq`.
    func has(_ seq: Int) async {
        let seen = OneShot<Void>()
        state.withLock { state in
            if state.taken.contains(seq) { return seen.finish(()) }
            state.watchers.append(({ $0.contains(seq) }, seen))
        }
        await seen.value
    }

    func publish(_ records: [Record]) async throws {
        let seqs = records.map(\.seq)
        let (answer, seen) = state.withLock { state in
            state.calls.append(seqs)
            let seen = state.callWatchers.filter { $0.count <= state.calls.count }
            state.callWatchers.removeAll { $0.count <= state.calls.count }
            return (state.answers.isEmpty ? .take : state.answers.removeFirst(), seen)
        }
        for watcher in seen { watcher.seen.finish(()) }
        switch answer {
        case .take: break
        case .fail: throw Outage()
        case .refuse(let refused):
            take(seqs.filter { !refused.contains($0) })
            throw RecordsRefused(seqs: refused, reason: "too large")
        case .hang: await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        case .wait(let gate): await gate.value
        }
        take(seqs)
    }

    private func take(_ seqs: [Int]) {
        let seen = state.withLock { state in
            state.taken += seqs
            let taken = state.taken
            let seen = state.watchers.filter { $0.isMet(taken) }
            state.watchers.removeAll { $0.isMet(taken) }
            return seen
        }
        for watcher in seen { watcher.seen.finish(()) }
    }
}
