/// The one source of time: a monotone clock with alarms, handed in wherever something waits.
///
/// Alarms fire on the clock's own thread, so a deadline holds even while author code keeps every thread of the
/// concurrency pool busy. An action must be short: resume a continuation, set a flag.
public protocol LabClock: Sendable {
    /// This moment; counts on while the host is suspended.
    var now: LabInstant { get }
    /// The wall clock, for timestamps only.
    var wallTime: Timestamp { get }
    /// How long the host has slept since it was started; zero where nobody can say.
    var timeSuspended: Duration { get }
    /// Calls `action` once, at or soon after `moment`.
    func setAlarm(at moment: LabInstant, _ action: @escaping @Sendable () -> Void) -> AlarmID
    /// Forgets an alarm; harmless when it has fired.
    func cancelAlarm(_ id: AlarmID)
}

/// Names one alarm of one clock.
public struct AlarmID: Sendable, Hashable {
    /// Unique within its clock.
    public var number: UInt64
    /// The alarm with this number.
    public init(number: UInt64) { self.number = number }
}

extension LabClock {
    public var timeSuspended: Duration { .zero }

    /// Waits for `span`; ends early by throwing when the task is cancelled.
    public func sleep(for span: Duration) async throws(CancellationError) {
        guard span > .zero else {
            if Task.isCancelled { throw CancellationError() }
            return
        }
        let waiter = Waiter()
        let alarm = setAlarm(at: now + span) { waiter.finish(true) }
        let slept = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter.wait($0) }
        } onCancel: {
            waiter.finish(false)
        }
        cancelAlarm(alarm)
        if !slept { throw CancellationError() }
    }

    /// Runs `operation`, but waits for it no longer than `limit`; nil when the limit came first.
    ///
    /// The operation's task is cancelled and left behind when it is late, or when the caller is cancelled: a caller
    /// that must go on does go on.
    /// - Parameter executor: where the operation runs; the concurrency pool when nil.
    public func within<Value: Sendable>(
        _ limit: Duration, on executor: (any TaskExecutor)? = nil,
        _ operation: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        let race = Race<Value>()
        let task = Task(executorPreference: executor) {
            do { race.finish(.success(try await operation())) } catch { race.finish(.failure(error)) }
        }
        let alarm = setAlarm(at: now + limit) { race.finish(.success(nil)) }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { race.wait($0) }
        } onCancel: {
            race.finish(.failure(CancellationError()))
        }
        cancelAlarm(alarm)
        task.cancel()
        return try outcome.get()
    }
}

private typealias Waiter = OneShot<Bool>
private typealias Race<Value: Sendable> = OneShot<Result<Value?, any Error>>
