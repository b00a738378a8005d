import Foundation
import Glibc
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ExecutorThreadTests {
    /// An actor that lives on a thread of its own.
    private actor Resident {
        private let thread: ExecutorThread
        private var numbers: [Int] = []
        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        init(on thread: ExecutorThread) { self.thread = thread }

        var home: pthread_t { pthread_self() }
        var count: Int { numbers.count }

        /// How many numbers there are before and after it let go of the thread.
        func countWhileYielding(
            on thread: ExecutorThread, _ other: @escaping @Sendable () async -> Void
        ) async -> [Int] {
            let before = count
            let task = Task(executorPreference: thread) { await other() }
            await thread.yield()
            await thread.yield()
            defer { task.cancel() }
            return [before, count]
        }

        func add(_ number: Int) { numbers.append(number) }
        func takeNumbers() -> [Int] {
            defer { numbers = [] }
            return numbers
        }

        /// Its thread before and after hops to the pool and to the clock.
        func hop() async throws -> [pthread_t] {
            var homes = [pthread_self()]
            for _ in 0..<5 {
                await Task.detached {}.value
                homes.append(pthread_self())
                try await hostClock.sleep(for: .milliseconds(1))
                preconditionIsolated()
                homes.append(pthread_self())
            }
            return homes
        }

        nonisolated func assume() -> pthread_t {
            assumeIsolated {
                $0.numbers = []; return pthread_self()
            }
        }
        func assumeInside() -> pthread_t { assume() }
    }

    private actor Ordinary {
        private var value = 0
        func add() -> pthread_t {
            value += 1
            preconditionIsolated()
            return pthread_self()
        }
        func assumed() -> Int { step() }
        private nonisolated func step() -> Int { assumeIsolated { $0.value } }
    }

    private let thread = ExecutorThread()

    /// In a process of its own: other tests have threads too.
    @Test func `a thread ends when nobody holds its executor`() async {
        await #expect(processExitsWith: .success) {
            func threads() throws -> Int {
                try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
                    .first { $0.hasPrefix("Threads:") }.flatMap { Int($0.dropFirst(8).filter(\.isNumber)) } ?? 0
            }
            var executors = (0..<300).map { _ in ExecutorThread() }
            for executor in executors { await Task(executorPreference: executor) {}.value }
            #expect(try threads() >= 300)
            executors = []
            while try threads() > 50 { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    @Test func `who yields lets others go first`() async {
        let resident = Resident(on: thread)
        let counts = await resident.countWhileYielding(on: thread) { await resident.add(1) }
        #expect(counts == [0, 1])
    }

    @Test func `an actor on it runs on its thread, also after every hop`() async throws {
        let resident = Resident(on: thread)
        let homes = try await resident.hop() + [await resident.home]
        #expect(Set(homes).count == 1)
        let other = await Task.detached { pthread_self() }.value
        #expect(!homes.contains(other))
    }

    @Test func `two actors on it share the thread, and isolation can be assumed and checked there`() async {
        let (first, second) = (Resident(on: thread), Resident(on: thread))
        #expect(await first.home == second.home)
        #expect(await first.assumeInside() == first.home)
    }

    @Test func `a task that prefers it runs nonisolated code, child tasks and default actors there`() async {
        let home = await Resident(on: thread).home
        let ordinary = Ordinary()
        let places = await Task(executorPreference: thread) {
            var places = [pthread_self(), await concurrently()]
            places.append(await ordinary.add())
            #expect(await ordinary.assumed() == 1)
            async let child = concurrently()
            places.append(await child)
            await Task.yield()
            places.append(pthread_self())
            return places
        }.value
        #expect(places.allSatisfy { $0 == home })
    }

    @concurrent private func concurrently() async -> pthread_t { pthread_self() }

    @Test func `a default actor is used from the thread and from the pool without a collision`() async {
        let ordinary = Counter()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask(executorPreference: number % 2 == 0 ? thread : nil) {
                    for _ in 0..<2000 { await ordinary.add() }
                }
            }
        }
        #expect(await ordinary.value == 16_000)
    }

    private actor Counter {
        private(set) var value = 0
        func add() { value += 1 }
    }

    @Test func `it keeps its pace while every thread of the concurrency pool is busy`() async {
        let resident = Resident(on: thread)
        let slowest = await Task(executorPreference: thread) {
            let hog = hogPool(for: .seconds(1))
            let end = hostClock.now + .milliseconds(600)
            var slowest = Duration.zero
            while hostClock.now < end {
                let begin = hostClock.now
                try? await hostClock.sleep(for: .milliseconds(1))
                _ = await resident.home
                slowest = max(slowest, hostClock.now - begin)
            }
            return (slowest, hog)
        }.value
        #expect(slowest.0 < .milliseconds(400), "slowest round: \(slowest.0)")
        await slowest.1.value
    }

    @Test func `jobs run in the order they were given`() async {
        let resident = Resident(on: thread)
        let done = Monitor(0)
        startThread {
            for number in 0..<5000 {
                Task(executorPreference: thread) {
                    await resident.add(number)
                    done.update { $0 += 1 }
                }
            }
        }
        while done.read({ $0 }) < 5000 { await Task.yield() }
        let numbers = await resident.takeNumbers()
        #expect(numbers == Array(0..<5000))
    }

    @Test func `none of a hundred thousand jobs from four threads is lost`() async {
        let resident = Resident(on: thread)
        let done = Monitor(0)
        for _ in 0..<4 {
            startThread {
                for number in 0..<25_000 {
                    Task(executorPreference: thread) {
                        await resident.add(number)
                        done.update { $0 += 1 }
                    }
                }
            }
        }
        while done.read({ $0 }) < 100_000 { try? await hostClock.sleep(for: .milliseconds(5)) }
        #expect(await resident.count == 100_000)
    }
}
