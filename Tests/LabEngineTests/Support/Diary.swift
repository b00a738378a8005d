import Synchronization

/// What happened, in order, whoever did it; a test waits for a line instead of sleeping.
final class Diary: Sendable {
    private struct Waiter {
        var id: Int
        var isMet: @Sendable ([String]) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }
    private let state = Mutex(
        (lines: [String](), waiters: [Waiter](), latest: 0, action: (line: String, action: @Sendable () -> Void)?.none))

    var lines: [String] { state.withLock { $0.lines } }

    func note(_ line: String) {
        let (met, action) = state.withLock { state in
            state.lines.append(line)
            let met = state.waiters.filter { $0.isMet(state.lines) }
            state.waiters.removeAll { $0.isMet(state.lines) }
            return (met, state.action)
        }
        if let action, action.line == line { action.action() }
        for waiter in met { waiter.continuation.resume() }
    }

    /// Waits until `line` has been noted `times` times.
    func wait(for line: String, times: Int = 1) async {
        await wait { lines in lines.filter { $0 == line }.count >= times }
    }

    /// Also ends when the task is cancelled, as a test is that takes too long.
    private func wait(until isMet: @escaping @Sendable ([String]) -> Bool) async {
        let id = state.withLock { state in
            state.latest += 1
            return state.latest
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    if isMet(state.lines) || Task.isCancelled { return true }
                    state.waiters.append(Waiter(id: id, isMet: isMet, continuation: continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiters.removeAll { $0.id == id } }
                return state.waiters.first { $0.id == id }
            }
            waiter?.continuation.resume()
        }
    }

    /// Calls `action` whenever `line` is noted, on the thread that notes it.
    func when(_ line: String, do action: @escaping @Sendable () -> Void) {
        state.withLock { $0.action = (line, action) }
    }

    func count(_ line: String) -> Int { lines.filter { $0 == line }.count }

    /// Whether the first `earlier` stands before the last `later`.
    func has(_ earlier: String, before later: String) -> Bool {
        let lines = lines
        guard let first = lines.firstIndex(of: earlier), let last = lines.lastIndex(of: later) else { return false }
        return first < last
    }
}
