import LabValues

/// Runs a long test on a thread of its own: the concurrency pool has few, and other tests need them in time.
func offThePool(_ body: @escaping @Sendable () async -> Void) async {
    await Task(executorPreference: ExecutorThread()) { await body() }.value
}
