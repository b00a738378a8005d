public import LabValues
import Synchronization

/// Where a reader thread puts what arrived and one consumer takes it out. Bounded: a full inbox makes the reader wait.
public final class LinkInbox: Sendable {
    private struct State {
        var arrivals: [Arrival] = []
        var size = 0
        var ending: LinkError?
        var waiter: Waiter?
        var nextWaiter: UInt64 = 0
    }

    private struct Waiter {
        var id: UInt64
        var continuation: CheckedContinuation<Result<Arrival?, LinkError>, Never>
    }

    private let state = Mutex(State())
    private let clock: any LabClock
    private let capacity: Int

    /// An empty inbox for about `capacity` bytes.
    public init(clock: any LabClock, capacity: Int = 1 << 20) {
        self.clock = clock
        self.capacity = capacity
    }

    /// Whether the reader may go on reading.
    public var hasRoom: Bool { state.withLock { $0.size < capacity } }

    /// Adds bytes that have just arrived.
    public func deliver(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        let arrival = Arrival(bytes: bytes, moment: clock.now)
        let waiter = state.withLock { state -> Waiter? in
            guard state.ending == nil else { return nil }
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.arrivals.append(arrival)
            state.size += bytes.count
            return nil
        }
        waiter?.continuation.resume(returning: .success(arrival))
    }

    /// Ends the inbox: what has arrived can still be taken, then `ending` is thrown. Only the first ending counts.
    public func finish(_ ending: LinkError) {
        let waiter = state.withLock { state -> Waiter? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.continuation.resume(returning: .failure(ending))
    }

    /// How the wire ended, if it has.
    public var ending: LinkError? { state.withLock { $0.ending } }

    /// The next arrival; see `ByteLink.receive(until:)`.
    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        if let ready = state.withLock({ Self.take(&$0) }) { return try ready.get() }
        if let deadline, clock.now >= deadline { return nil }
        let id = state.withLock { state -> UInt64 in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let alarm = deadline.map { clock.setAlarm(at: $0) { self.end(id, with: .success(nil)) } }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { self.park(Waiter(id: id, continuation: $0)) }
        } onCancel: {
            self.end(id, with: .failure(.cancelled))
        }
        if let alarm { clock.cancelAlarm(alarm) }
        return try outcome.get()
    }

    private static func take(_ state: inout State) -> Result<Arrival?, LinkError>? {
        if !state.arrivals.isEmpty {
            let arrival = state.arrivals.removeFirst()
            state.size -= arrival.bytes.count
            return .success(arrival)
        }
        return state.ending.map { .failure($0) }
    }

    private func park(_ waiter: Waiter) {
        let ready = state.withLock { state -> Result<Arrival?, LinkError>? in
            precondition(state.waiter == nil, "Two receivers on one link.")
            if let ready = Self.take(&state) { return ready }
            // The alarm or a cancellation may have come before the waiter: its id is then spent.
            if Task.isCancelled { return .failure(.cancelled) }
            if state.nextWaiter != waiter.id { return .success(nil) }
            state.waiter = waiter
            return nil
        }
        if let ready { waiter.continuation.resume(returning: ready) }
    }

    private func end(_ id: UInt64, with outcome: Result<Arrival?, LinkError>) {
        let waiter = state.withLock { state -> Waiter? in
            guard let waiter = state.waiter, waiter.id == id else {
                if state.nextWaiter == id { state.nextWaiter += 1 }
                return nil
            }
            state.waiter = nil
            return waiter
        }
        waiter?.continuation.resume(returning: outcome)
    }
}
