/// A thread that runs nothing but the work given to it: the place where safety-relevant actors live.
///
/// Author code runs on the shared concurrency pool and may spin there as long as it likes; an actor on a thread of its
/// own is not delayed by that. It serves as an actor's executor and as a task's preferred executor. The thread ends when
/// nobody holds the executor any more and its work is done.
public final class ExecutorThread: SerialExecutor, TaskExecutor {
    private struct Work {
        var jobs: [UnownedJob] = []
        /// Tasks that let others go first.
        var yielded: [UnsafeContinuation<Void, Never>] = []
        var isReleased = false
    }
    private let work = Monitor(Work())

    /// Starts the thread.
    public init() {
        let serial = asUnownedSerialExecutor()
        let task = asUnownedTaskExecutor()
        startThread { [work] in Self.run(work, serial, task) }
    }

    deinit { work.update { $0.isReleased = true } }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        work.update { $0.jobs.append(job) }
    }

    /// Lets what waits for this thread go first. Unlike `Task.yield()`, which passes through the concurrency pool, it
    /// stays here: a tenth of the cost, and no wait for a thread that author code keeps busy.
    public func yield() async {
        await withUnsafeContinuation { continuation in work.update { $0.yielded.append(continuation) } }
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    /// Whoever has a job here holds the executor, so its unowned references are good while one runs.
    private static func run(_ work: Monitor<Work>, _ serial: UnownedSerialExecutor, _ task: UnownedTaskExecutor) {
        while true {
            let batch = work.wait { work -> Work? in
                guard !work.jobs.isEmpty || !work.yielded.isEmpty || work.isReleased else { return nil }
                defer { (work.jobs, work.yielded) = ([], []) }
                return work
            }
            guard let batch, !(batch.jobs.isEmpty && batch.yielded.isEmpty) else { return }
            for job in batch.jobs { job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
            for continuation in batch.yielded { continuation.resume() }
        }
    }
}
