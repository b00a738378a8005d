import LabPublishing
import LabValues
import Synchronization

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
