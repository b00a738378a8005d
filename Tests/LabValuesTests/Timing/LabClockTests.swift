import Glibc
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct LabClockTests {
    private struct Broken: Error, Equatable {}
    private let clock = HandClock()

    @Test func `sleep ends when its time is over and not before`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [clock] in
                try await clock.sleep(for: .seconds(1))
                #expect(clock.now == LabInstant(sinceOrigin: .seconds(8)))
            }
            await clock.someoneWaits()
            clock.advance(by: .milliseconds(999))
            for _ in 0..<100 { await Task.yield() }
            clock.advance(by: .milliseconds(1))
            try await group.waitForAll()
        }
        #expect(clock.cancelled == 1, "no alarm is left behind")
    }

    @Test func `sleep ends at once when its task is cancelled, before or while it sleeps`() async {
        let sleeping = Task { [clock] in try await clock.sleep(for: .seconds(1)) }
        await clock.someoneWaits()
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
        let cancelled = Task { [clock] in
            withUnsafeCurrentTask { $0?.cancel() }
            for span in [Duration.zero, .seconds(1), .seconds(-1)] {
                await #expect(throws: CancellationError.self) { try await clock.sleep(for: span) }
            }
        }
        await cancelled.value
    }

    @Test func `sleep for no time returns at once`() async throws {
        try await clock.sleep(for: .zero)
        try await clock.sleep(for: .seconds(-1))
    }

    @Test func `within gives the value, and passes the error, of an operation that is in time`() async throws {
        #expect(try await clock.within(.seconds(1)) { 42 } == 42)
        await #expect(throws: Broken()) {
            try await clock.within(.seconds(1)) { () async throws -> Int in throw Broken() }
        }
        #expect(clock.cancelled == 2)
    }

    @Test func `within gives nil when the operation is late, cancels it, and does not wait for it`() async throws {
        let (release, wasCancelled) = (OneShot<Int>(), OneShot<Bool>())
        let late = Task { [clock] in
            try await clock.within(.seconds(1)) {
                let value = await withCheckedContinuation { release.wait($0) }  // deaf to cancellation
                wasCancelled.finish(Task.isCancelled)
                return value
            }
        }
        await clock.someoneWaits()
        clock.advance(by: .seconds(1))
        #expect(try await late.value == nil)
        release.finish(1)
        #expect(await withCheckedContinuation { wasCancelled.wait($0) })
    }

    @Test func `within ends when its caller is cancelled, and cancels the operation`() async {
        let wasCancelled = OneShot<Bool>()
        let begun = OneShot<Bool>()
        let (clock, operation) = (clock, OneShot<Bool>())
        let caller = Task {
            try await clock.within(.seconds(1)) {
                begun.finish(true)
                await withTaskCancellationHandler {
                    wasCancelled.finish(await withCheckedContinuation { operation.wait($0) })
                } onCancel: {
                    operation.finish(true)
                }
            }
        }
        #expect(await withCheckedContinuation { begun.wait($0) })
        caller.cancel()
        await #expect(throws: CancellationError.self) { try await caller.value }
        #expect(await withCheckedContinuation { wasCancelled.wait($0) })
    }

    @Test func `within holds its limit although the operation spins and never looks up`() async throws {
        let begin = hostClock.now
        let (value, taken) = try await Task(executorPreference: ExecutorThread()) {
            let value = try await hostClock.within(.milliseconds(30), on: ExecutorThread()) {
                while hostClock.now - begin < .milliseconds(400) {}
                return true
            }
            return (value, hostClock.now - begin)
        }.value
        #expect(value == nil)
        #expect(taken < .milliseconds(350))
    }

    @Test func `within without an executor leaves the caller's own thread free`() async throws {
        let lodger = Lodger()
        let (home, operation) = try await lodger.places()
        #expect(home != operation)
    }

    private actor Lodger {
        private let thread = ExecutorThread()
        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        func places() async throws -> (pthread_t, pthread_t?) {
            (pthread_self(), try await hostClock.within(.seconds(10)) { pthread_self() })
        }
    }

    @Test func `within runs the operation on the executor that is given`() async throws {
        let own = ExecutorThread()
        let home = try await clock.within(.seconds(1), on: own) { pthread_self() }
        let again = try await clock.within(.seconds(1), on: own) { pthread_self() }
        let pool = try await clock.within(.seconds(1)) { pthread_self() }
        #expect(home == again && home != pool)
    }
}
