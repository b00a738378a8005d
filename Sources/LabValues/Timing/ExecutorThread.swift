/// A thread that runs nothing but the work given to it: the place where safety-relevant actors live.
///
/// Author code runs on the shared concurrency pool and may spin there as long as it likes; an actor on a thread of its
/// own is not delayed by that. It serves as an actor's executor and as a task's preferred executor.
public final class ExecutorThread: SerialExecutor, TaskExecutor {
    private struct Work {
        var jobs: [UnownedJob] = []
        /// Tasks that let others go first.
        var yielded: [UnsafeContinuation<Void, Never>] = []
    }
    private let work = Monitor(Work())

    /// Starts the thread; it lives as long as the process.
    public init() {
        startThread { [self] in run() }
    }

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

    private func run() {
        let serial = asUnownedSerialExecutor()
        let task = asUnownedTaskExecutor()
        while true {
            let batch = work.wait { work -> Work? in
                guard !work.jobs.isEmpty || !work.yielded.isEmpty else { return nil }
                defer { work = Work() }
                return work
            }
            for job in batch?.jobs ?? [] { job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
            for continuation in batch?.yielded ?? [] { continuation.resume() }
        }
    }
}
