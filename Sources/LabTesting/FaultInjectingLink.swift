public import LabTransport
public import LabValues
import Synchronization

/// A wire that damages what comes from a device, at places counted in bytes since it was opened.
///
/// - Shape: `FaultInjectingLink(around: link, [.cut(after: 120)], clock: clock)`. The same faults and the same device give
///   the same bytes every time. What the driver sends passes unchanged until the wire is cut.
public final class FaultInjectingLink: ByteLink {
    /// One thing that goes wrong. Bytes are counted from 0, as the device sends them.
    public enum Fault: Sendable, Hashable {
        /// Every byte arrives alone.
        case split
        /// These bytes arrive before byte `before`.
        case insert([UInt8], before: Int)
        /// Byte `at` never arrives.
        case drop(at: Int)
        /// The bits of `mask` in byte `at` are turned over.
        case flip(mask: UInt8, at: Int)
        /// Byte `at` and all that follow arrive so much later.
        case delay(Duration, at: Int)
        /// The wire is gone once `after` bytes have arrived.
        case cut(after: Int)
    }

    private struct State {
        var injector: FaultInjector
        var ready: [FaultInjector.Piece] = []
        var isCut = false
    }

    private let base: any ByteLink
    private let clock: any LabClock
    private let state: Mutex<State>

    /// A wire around another one.
    public init(around base: any ByteLink, _ faults: [Fault], clock: any LabClock) {
        self.base = base
        self.clock = clock
        let injector = FaultInjector(faults)
        let isCutAtOnce = injector.isCutAtOnce
        state = Mutex(State(injector: injector, isCut: isCutAtOnce))
        if isCutAtOnce { base.close() }
    }

    public var address: LinkAddress { base.address }

    /// How many bytes have come from the device.
    public var byteCount: Int { state.withLock { $0.injector.place } }

    public func send(_ bytes: [UInt8]) async throws(LinkError) {
        if state.withLock({ $0.isCut }) { throw .unplugged(address: "\(address)") }
        try await base.send(bytes)
    }

    public func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        while true {
            if let piece = state.withLock({ $0.ready.first }) {
                if let moment = piece.due, try await !sleep(until: moment, or: deadline) { return nil }
                state.withLock { _ = $0.ready.removeFirst() }
                guard !piece.isCut else {
                    base.close()
                    state.withLock { $0.isCut = true }
                    continue
                }
                return Arrival(bytes: piece.bytes, moment: clock.now)
            }
            if state.withLock({ $0.isCut }) { throw .unplugged(address: "\(address)") }
            guard let arrival = try await base.receive(until: deadline) else { return nil }
            state.withLock { $0.ready += $0.injector.pieces(of: arrival) }
        }
    }

    public func close() { base.close() }

    /// Whether `moment` came before `deadline`.
    private func sleep(until moment: LabInstant, or deadline: LabInstant?) async throws(LinkError) -> Bool {
        let end = deadline.map { min($0, moment) } ?? moment
        do { try await clock.sleep(for: end - clock.now) } catch { throw .cancelled }
        return end == moment
    }
}
