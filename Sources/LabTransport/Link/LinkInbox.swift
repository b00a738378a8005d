public import LabValues
import Synchronization

/// Where a reader thread puts what arrived and one consumer takes it out. Bounded: a full inbox makes the reader wait.
///
/// A second consumer displaces the one that waits, which ends with `.cancelled`: whoever makes an instrument safe gets
/// its answers even when somebody else still listens.
public final class LinkInbox: Sendable {
    private typealias Outcome = Result<Arrival?, LinkError>

    private struct State {
        var arrivals: [Arrival] = []
        var taken = 0  // arrivals in front that are gone already
        var size = 0
        var ending: LinkError?
        // Who takes the waiter out of here, under the lock, is the one who finishes it.
        var waiter: OneShot<Outcome>?
    }

    private let state = Mutex(State())
    private let clock: any LabClock
    private let capacity: Int

    /// An empty inbox for about `capacity` bytes of memory.
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
        let waiter = state.withLock { state -> OneShot<Outcome>? in
            guard state.ending == nil else { return nil }
            if let waiter = state.waiter.take() { return waiter }
            state.arrivals.append(arrival)
            state.size += Self.weight(arrival)
            return nil
        }
        waiter?.finish(.success(arrival))
    }

    /// Ends the inbox: what has arrived can still be taken, then `ending` is thrown. Only the first ending counts.
    public func finish(_ ending: LinkError) {
        let waiter = state.withLock { state -> OneShot<Outcome>? in
            guard state.ending == nil else { return nil }
            state.ending = ending
            return state.waiter.take()
        }
        waiter?.finish(.failure(ending))
    }

    /// How the wire ended, if it has.
    public var ending: LinkError? { state.withLock { $0.ending } }

    /// The next arrival; see `ByteLink.receive(until:)`.
    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        let isLate = deadline.map { clock.now >= $0 } ?? false
        let waiter = OneShot<Outcome>()
        let (ready, displaced) = state.withLock { state -> (Outcome?, OneShot<Outcome>?) in
            if let ready = Self.take(&state) { return (ready, nil) }
            if isLate { return (.success(nil), nil) }
            defer { state.waiter = waiter }
            return (nil, state.waiter)
        }
        if let ready { return try ready.get() }
        displaced?.finish(.failure(.cancelled))
        let alarm = deadline.map { clock.setAlarm(at: $0) { self.end(waiter, with: .success(nil)) } }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter.wait($0) }
        } onCancel: {
            end(waiter, with: .failure(.cancelled))
        }
        if let alarm { clock.cancelAlarm(alarm) }
        return try outcome.get()
    }

    private func end(_ waiter: OneShot<Outcome>, with outcome: Outcome) {
        let isWaiting = state.withLock { state in
            guard state.waiter === waiter else { return false }
            state.waiter = nil
            return true
        }
        if isWaiting { waiter.finish(outcome) }
    }

    private static func take(_ state: inout State) -> Outcome? {
        guard state.taken < state.arrivals.count else { return state.ending.map { .failure($0) } }
        let arrival = state.arrivals[state.taken]
        state.taken += 1
        state.size -= weight(arrival)
        if state.taken == state.arrivals.count || state.taken >= 1024 {
            state.arrivals.removeFirst(state.taken)
            state.taken = 0
        }
        return .success(arrival)
    }

    /// Single bytes cost more than a byte of memory.
    private static func weight(_ arrival: Arrival) -> Int { arrival.bytes.count + 64 }
}
