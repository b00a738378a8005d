import Glibc

/// A thread of its own for work that blocks.
public struct EmulatorThread: Sendable {
    private let isFinished = Monitor(false)

    /// Starts `body` on a new thread.
    public init(_ body: @escaping @Sendable () -> Void) {
        let finished = isFinished
        let work = Unmanaged.passRetained(
            Work {
                body()
                finished.change { $0 = true }
            })
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        precondition(failure == 0, "The system has no thread left.")
        pthread_detach(thread)
    }

    /// Waits until the work is done or the time is up; tells whether it is done.
    @discardableResult
    public func join(timeout: Duration? = nil) -> Bool {
        isFinished.wait(upTo: timeout) { $0 ? true : nil } ?? false
    }
}

/// The closure in a box that passes through a C pointer.
private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
