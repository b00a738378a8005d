#if Kafka
import CRdKafka
import Glibc
import Synchronization

/// One thread that sleeps in `poll` until librdkafka writes to an event descriptor, then empties the queues.
///
/// librdkafka writes only when a queue goes from empty to non-empty, so every wake-up drains until the queue is empty
/// (100 reports cost one wake-up).
final class EventLoop: @unchecked Sendable {
    // @unchecked: `descriptor` and `wakeUp` never change; the rest is behind `state`.
    typealias Receive = @Sendable (_ event: OpaquePointer) -> Void

    private struct Source: @unchecked Sendable {
        // @unchecked: the library locks its queues.
        let queue: OpaquePointer
        let wantsMore: @Sendable () -> Bool
        let receive: Receive
        let after: @Sendable () -> Void
    }

    private struct State {
        var sources: [Source] = []
        var jobs: [@Sendable () -> Void] = []
        var isStopping = false
    }

    /// How many events of one queue are taken before the others and the jobs have their turn.
    private static let turn = 1000

    private let descriptor: Int32
    private let wakeUp: UnsafeMutablePointer<UInt64>
    private let state = Mutex(State())
    private let ended = Latch()

    /// Nil when the process has no descriptor left.
    init?() {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        wakeUp = .allocate(capacity: 1)
        wakeUp.initialize(to: 1)
        startThread { [self] in run() }
    }

    /// Hands every event of `queue` to `receive`, on the loop's thread, as long as `wantsMore` says so; owns `queue`.
    ///
    /// Each event is destroyed after `receive` returns, and `after` is called then. When `wantsMore` turned true again,
    /// call ``wake()``.
    func attach(
        _ queue: OpaquePointer, wantsMore: @escaping @Sendable () -> Bool = { true }, receive: @escaping Receive,
        after: @escaping @Sendable () -> Void = {}
    ) {
        let source = Source(queue: queue, wantsMore: wantsMore, receive: receive, after: after)
        state.withLock { $0.sources.append(source) }
        rd_kafka_queue_io_event_enable(queue, descriptor, wakeUp, MemoryLayout<UInt64>.size)
        wake()
    }

    /// Runs `body` on the loop's thread, between two events: nothing is being received meanwhile.
    ///
    /// Whoever asks holds the client, so the loop cannot end before `body` ran.
    func perform(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.jobs.append(body) }
        wake()
    }

    /// Makes the thread look at every queue once more.
    func wake() {
        // A full counter means that a wake-up is pending already, so the result says nothing new.
        _ = eventfd_write(descriptor, 1)
    }

    /// Ends the thread, then lets the queues and the descriptor go. Blocks; never called on the loop's own thread.
    func stop() {
        state.withLock { $0.isStopping = true }
        wake()
        ended.wait()
        for source in state.withLock({ $0.sources }) {
            rd_kafka_queue_io_event_enable(source.queue, -1, nil, 0)
            rd_kafka_queue_destroy(source.queue)
        }
        state.withLock { $0.sources = [] }
    }

    /// Closes the descriptor: only when no library thread can write to it any more.
    func close() {
        Glibc.close(descriptor)
        wakeUp.deallocate()
    }

    private func run() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !state.withLock({ $0.isStopping }) {
            poll(&entry, 1, -1)
            var count: eventfd_t = 0
            eventfd_read(descriptor, &count)
            performJobs()
            drain()
        }
        ended.open()
    }

    private func performJobs() {
        let jobs = state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { job() }
    }

    private func drain() {
        for source in state.withLock({ $0.sources }) {
            var turn = Self.turn
            while turn > 0, source.wantsMore(), !state.withLock({ $0.isStopping }),
                let event = rd_kafka_queue_poll(source.queue, 0)
            {
                source.receive(event)
                rd_kafka_event_destroy(event)
                source.after()
                turn -= 1
            }
            if turn == 0 { wake() }
        }
    }
}
#endif
