public import LabTransport
public import LabValues
import Synchronization

/// A wire whose whole conversation is written down: what the driver must send, terminators included, and what it hears.
///
/// - Shape: `ScriptedLink([.expect("t\n"), .reply("tespico1601#…\nR*\n"), .silence(.seconds(1)), .unplug])`. What stands
///   before the next expectation is on its way to the driver; what stands behind it comes only when it has been met.
///   Where nothing is on its way, a deadline passes at once: the clock is moved to it.
public final class ScriptedLink: ByteLink {
    /// One piece of the conversation.
    public enum Step: Sendable, Hashable {
        /// The driver sends exactly this next, in one piece or in several.
        case expect(String)
        /// As `expect`, but another task sends it: until then the reader waits, whatever its deadline.
        case meanwhile(String)
        /// The driver hears this.
        case reply(String)
        /// The driver hears these bytes.
        case bytes([UInt8])
        /// Nothing comes for so long.
        case silence(Duration)
        /// Nothing comes and no deadline passes, until the task that reads is cancelled.
        case standstill
        /// The wire is gone.
        case unplug
    }

    private enum Outcome {
        case arrival(Arrival)
        case passes
        /// Nothing until something more is sent than these pieces.
        case waits(sends: Int)
        case ended(LinkError)
    }

    public let address: LinkAddress
    /// The clock of the conversation; hand it to the driver.
    public let clock: ManualClock
    private let state: Mutex<Conversation>

    /// A wire with this conversation.
    ///
    /// - Parameter clock: jumps over a driver's short pauses when not given.
    public init(_ steps: [Step], clock: ManualClock = ManualClock(jumpingOver: .milliseconds(200))) {
        self.clock = clock
        address = LinkAddress(scheme: "scripted", place: "test")
        state = Mutex(Conversation(steps))
    }

    /// Whether everything was sent and heard, and nothing else.
    public var isSpent: Bool { state.withLock { $0.fault == nil } }

    /// Everything the driver has sent so far.
    public var sent: String { state.withLock { String(decoding: $0.sent, as: UTF8.self) } }

    /// Throws unless the conversation went as written, to its end.
    public func check() throws(ScriptedLinkFailure) {
        if let fault = state.withLock({ $0.fault }) { throw fault }
    }

    public func send(_ bytes: [UInt8]) async throws(LinkError) {
        let (error, waiter) = state.withLock { state -> (LinkError?, CheckedContinuation<Void, Never>?) in
            if let ending = state.ending { return (ending, nil) }
            state.match(bytes)
            if state.failure != nil, state.ending == nil { state.ending = .closed(address: "\(address)") }
            // Whoever waited for this looks again, also when the answer is silence.
            return (state.ending, state.takeWaiter())
        }
        waiter?.resume()
        if let error { throw error }
    }

    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        while true {
            if Task.isCancelled {
                state.withLock { $0.endStandstill() }
                throw .cancelled
            }
            switch next(until: deadline) {
            case .arrival(let arrival): return arrival
            case .ended(let error): throw error
            case .waits(let sends): await park(since: sends)
            case .passes:
                clock.advance(to: deadline ?? clock.now)
                return nil
            }
        }
    }

    public func close() {
        let waiter = state.withLock { state in
            state.ending = state.ending ?? .closed(address: "\(address)")
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    private func next(until deadline: LabInstant?) -> Outcome {
        let start = clock.now
        let (outcome, moment) = state.withLock { state -> (Outcome, LabInstant) in
            var moment = start
            while let step = state.underway.first {
                switch step {
                case .silence(let span):
                    let due = state.dueAt ?? moment + span
                    state.dueAt = due
                    if let deadline, deadline < due { return (.passes, moment) }
                    (moment, state.dueAt) = (max(due, moment), nil)
                    state.underway.removeFirst()
                case .standstill: return (.waits(sends: state.sends), moment)
                case .unplug:
                    state.underway.removeFirst()
                    state.ending = .unplugged(address: "\(address)")
                case .reply, .bytes, .expect, .meanwhile:
                    state.underway.removeFirst()
                    return (.arrival(Arrival(bytes: step.payload, moment: moment)), moment)
                }
            }
            if let ending = state.ending { return (.ended(ending), moment) }
            if case .meanwhile? = state.coming.first?.step { return (.waits(sends: state.sends), moment) }
            return (deadline == nil ? .waits(sends: state.sends) : .passes, moment)
        }
        clock.advance(to: moment)
        return outcome
    }

    /// Waits for something to be on its way, for the end of the wire, or for the task to be cancelled.
    private func park(since sends: Int) async {
        let id = state.withLock { $0.nextWaiter() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if Task.isCancelled || state.hasNews || state.sends != sends { return true }
                    state.waiter = (id, continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiter?.id == id ? $0.takeWaiter() : nil }
            waiter?.resume()
        }
    }
}

/// What has been said and what is still to come.
private struct Conversation {
    var coming: [(index: Int, step: ScriptedLink.Step)]
    /// What is on its way to the driver.
    var underway: [ScriptedLink.Step] = []
    /// When the silence under way ends.
    var dueAt: LabInstant?
    var unmatched: [UInt8] = []
    var sent: [UInt8] = []
    var failure: ScriptedLinkFailure?
    var ending: LinkError?
    var waiter: (id: UInt64, continuation: CheckedContinuation<Void, Never>)?
    /// How many pieces were sent.
    var sends = 0
    private var latestWaiter: UInt64 = 0

    init(_ steps: [ScriptedLink.Step]) {
        coming = steps.enumerated().map { (index: $0.offset, step: $0.element) }
        releaseReplies()
    }

    var fault: ScriptedLinkFailure? {
        if let failure { return failure }
        if let next = coming.first { return .unsent(index: next.index, expected: next.step.text) }
        return underway.isEmpty ? nil : .unheard(underway.map(\.text).joined())
    }

    /// Whether a reader that waits should look again.
    var hasNews: Bool { ending != nil || !(underway.isEmpty || underway.first == .standstill) }

    mutating func endStandstill() {
        if underway.first == .standstill { underway.removeFirst() }
    }

    mutating func nextWaiter() -> UInt64 {
        latestWaiter += 1
        return latestWaiter
    }

    mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
        defer { waiter = nil }
        return waiter?.continuation
    }

    /// Puts what stands before the next expectation on its way.
    private mutating func releaseReplies() {
        while let next = coming.first, next.step.expectation == nil { underway.append(coming.removeFirst().step) }
    }

    mutating func match(_ bytes: [UInt8]) {
        sends += 1
        sent += bytes
        unmatched += bytes
        while !unmatched.isEmpty, failure == nil {
            let text = String(decoding: unmatched, as: UTF8.self)
            guard let next = coming.first, let expected = next.step.expectation else {
                failure = .surplus(sent: text)
                return
            }
            if unmatched.starts(with: expected) {
                unmatched.removeFirst(expected.count)
                coming.removeFirst()
                releaseReplies()
            } else if expected.starts(with: unmatched) {
                return
            } else {
                failure = .otherwise(index: next.index, expected: next.step.text, sent: text)
            }
        }
    }
}

extension ScriptedLink.Step {
    fileprivate var payload: [UInt8] {
        switch self {
        case .reply(let text), .expect(let text), .meanwhile(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        case .silence, .standstill, .unplug: []
        }
    }

    fileprivate var text: String { String(decoding: payload, as: UTF8.self) }

    fileprivate var expectation: [UInt8]? {
        switch self {
        case .expect, .meanwhile: payload
        case .reply, .bytes, .silence, .standstill, .unplug: nil
        }
    }
}
