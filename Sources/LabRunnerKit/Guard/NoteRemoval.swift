import LabValues

/// Removes notes of what has been made safe, beside the thread that makes the next one safe.
final class NoteRemoval: Sendable {
    private let pending = Monitor(0)
    private let patience: Duration

    /// - Parameter patience: how long `finish` waits at most; what a disk does not do by then, it may do later.
    init(patience: Duration = .seconds(1)) { self.patience = patience }

    /// Removes one on a thread of its own; returns at once.
    func begin(_ remove: @escaping @Sendable () -> Void) {
        pending.update { $0 += 1 }
        startThread { [self] in
            remove()
            pending.update { $0 -= 1 }
        }
    }

    /// Waits until all are removed, or the disk hangs.
    func finish() { _ = pending.wait(for: patience) { $0 == 0 ? true : nil } }
}
