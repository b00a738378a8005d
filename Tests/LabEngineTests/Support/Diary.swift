import Synchronization

/// What happened, in order, whoever did it; a test waits for a line instead of sleeping.
final class Diary: Sendable {
    private struct Waiter {
        var isMet: @Sendable ([String]) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }
    private let state = Mutex((lines: [String](), waiters: [Waiter]()))

    var lines: [String] { state.withLock { $0.lines } }

    func note(_ line: String) {
        let met = state.withLock { state in
            state.lines.append(line)
            let met = state.waiters.filter { $0.isMet(state.lines) }
            state.waiters.removeAll { $0.isMet(state.lines) }
            return met
        }
        for waiter in met { waiter.continuation.resume() }
    }

    /// Waits until `line` has been noted `times` times.
    func wait(for line: String, times: Int = 1) async {
        await wait { lines in lines.filter { $0 == line }.count >= times }
    }

    private func wait(until isMet: @escaping @Sendable ([String]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if isMet(state.lines) { return true }
                state.waiters.append(Waiter(isMet: isMet, continuation: continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func count(_ line: String) -> Int { lines.filter { $0 == line }.count }

    /// Whether the first `earlier` stands before the last `later`.
    func has(_ earlier: String, before later: String) -> Bool {
        let lines = lines
        guard let first = lines.firstIndex(of: earlier), let last = lines.lastIndex(of: later) else { return false }
        return first < last
    }
}
