/// A thread that runs nothing but the work given to it: the place where safety-relevant actors live.
///
/// Author code runs on the shared concurrency pool and may spin there as long as it likes; an actor on a thread of its
/// own is not delayed by that. It serves as an actor's executor and as a task's preferred executor.
public final class ExecutorThread: SerialExecutor, TaskExecutor {
    private let jobs = Monitor([UnownedJob]())

    /// Starts the thread; it lives as long as the process.
    public init() {
        startThread { [self] in run() }
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.update { $0.append(job) }
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    private func run() {
        let serial = asUnownedSerialExecutor()
        let task = asUnownedTaskExecutor()
        while true {
            let batch = jobs.wait { jobs -> [UnownedJob]? in
                guard !jobs.isEmpty else { return nil }
                defer { jobs = [] }
                return jobs
            }
            for job in batch ?? [] { job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
        }
    }
}
