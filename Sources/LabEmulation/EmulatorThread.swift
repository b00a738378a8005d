import LabValues

/// A thread of its own for work that blocks.
public struct EmulatorThread: Sendable {
    private let isFinished = Monitor(false)

    /// Starts `body` on a new thread.
    public init(_ body: @escaping @Sendable () -> Void) {
        startThread { [isFinished] in
            body()
            isFinished.update { $0 = true }
        }
    }

    /// Waits until the work is done or the time is up; tells whether it is done.
    @discardableResult
    public func join(timeout: Duration? = nil) -> Bool {
        isFinished.wait(for: timeout) { $0 ? true : nil } ?? false
    }
}
