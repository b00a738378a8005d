import LabPrograms
import LabValues
import Synchronization

/// Takes the points of one measurement on the instrument's own thread: limits first, then the batch, then the journal.
///
/// Nothing here waits; a batch travels when it is full, when its fixed fields change, or 50 ms after its first point.
/// After a breach nothing more is taken: every later point is answered with the breach.
final class StepSampler: Sendable {
    /// What the points of a measurement share.
    struct Header: Sendable {
        var technique: TechniqueCode
        var instrument: InstrumentRole
        var stepIndex: Int
        var attempt: Int
        var isSimulated: Bool
    }

    private struct State {
        var watch: LimitWatch
        var limits: SafetyLimits
        var batcher: PointBatcher
        var tally = StepTally()
        var breach: LimitBreach?
        var kept: [EchemPoint]
        var zero: (phase: MeasurementPhase?, time: Timestamp)?
        /// Time zero of the measurement itself, which a phase may interrupt.
        var start: Timestamp?
        var lastHeard: LabInstant
        var hasAlarm = false
        var isClosed = false
    }

    private let header: Header
    private let predicted: Int
    private let keepsPoints: Bool
    private let clock: any LabClock
    private let timeline: Timeline
    private let started: LabInstant
    private let send: @Sendable (PointBatch) -> Void
    private let onBreach: @Sendable () -> Void
    private let later: Later
    private let state: Mutex<State>

    /// The longest time a point waits for its message.
    static let longestWait = Duration.milliseconds(50)

    /// Does something soon, on a thread where it may take a while.
    typealias Later = @Sendable (@escaping @Sendable () -> Void) -> Void

    /// - Parameters:
    ///   - later: how a late batch is sent; an alarm itself must be short.
    ///   - onBreach: called once, at the first breach, before the driver is told.
    ///   - send: takes each batch, in order; must not wait.
    init(
        _ header: Header, predicted: Int, limits: SafetyLimits, keepsPoints: Bool, clock: any LabClock,
        timeline: Timeline, messageBytes: Int = 256 << 10, later: @escaping Later = { $0() },
        onBreach: @escaping @Sendable () -> Void = {},
        send: @escaping @Sendable (PointBatch) -> Void
    ) {
        self.later = later
        self.onBreach = onBreach
        self.header = header
        self.predicted = predicted
        self.keepsPoints = keepsPoints
        self.clock = clock
        self.timeline = timeline
        self.send = send
        started = clock.now
        state = Mutex(
            State(
                watch: LimitWatch(limits), limits: limits, batcher: PointBatcher(messageBytes: messageBytes), kept: [],
                lastHeard: started))
    }

    /// Takes a point.
    ///
    /// - Throws: `LimitBreach`; `CancellationError` when the step is over. The driver then stops the measurement.
    func take(_ point: EchemPoint) throws {
        let moment = clock.now
        let taken = try state.withLock { state -> (breach: LimitBreach?, isFirst: Bool, wantsAlarm: Bool) in
            if let breach = state.breach { return (breach, false, false) }
            guard !state.isClosed else { throw CancellationError() }
            state.lastHeard = moment
            state.breach = state.watch.check(point) ?? checkExcess(point, state.tally, state.limits)
            if point.isRecorded { record(point, at: moment, in: &state) }
            let wantsAlarm = !state.hasAlarm && !state.batcher.points.isEmpty
            if wantsAlarm { state.hasAlarm = true }
            return (state.breach, true, wantsAlarm)
        }
        if taken.wantsAlarm { setAlarm(at: moment + Self.longestWait) }
        guard let breach = taken.breach else { return }
        if taken.isFirst { onBreach() }
        throw breach
    }

    /// Holds what comes from now on against these limits.
    func keep(_ limits: SafetyLimits) {
        state.withLock { state in
            state.limits = limits
            state.watch.keep(limits)
        }
    }

    /// The first breach, wherever the error that came out of the driver says.
    var breach: LimitBreach? { state.withLock { $0.breach } }
    /// When the last point came; the start of the step before that.
    var lastHeard: LabInstant { state.withLock { $0.lastHeard } }
    /// The latest potential; nil before the first.
    var lastPotential: ElectrodePotential? { state.withLock { $0.tally.lastPotential } }
    /// How many points have been recorded, for the progress line.
    var pointCount: Int { state.withLock { $0.tally.points } }

    /// Sends what is left and takes nothing more.
    func finish() -> (tally: StepTally, kept: [EchemPoint]) {
        state.withLock { state in
            flush(&state)
            state.isClosed = true
            var tally = state.tally
            tally.charge = state.watch.charge
            return (tally, state.kept)
        }
    }

    private func checkExcess(_ point: EchemPoint, _ tally: StepTally, _ limits: SafetyLimits) -> LimitBreach? {
        guard let excess = limits.excessPoints, point.isRecorded, point.phase == nil,
            tally.points - predicted >= excess
        else {
            return nil
        }
        return LimitBreach(
            limit: .excessPoints, value: "\(excess)", evidence: .points(tally.points + 1),
            action: limits.actions[.excessPoints] ?? .stop)
    }

    private func record(_ point: EchemPoint, at moment: LabInstant, in state: inout State) {
        state.tally.count(point)
        if keepsPoints, point.phase == nil { state.kept.append(point) }
        if let full = state.batcher.add(point) { emit(full, &state) }
        if state.zero == nil || state.zero?.phase != point.phase { beginPhase(with: point, at: moment, in: &state) }
    }

    private func setAlarm(at moment: LabInstant) {
        _ = clock.setAlarm(at: moment) { [weak self, later] in later { [weak self] in self?.flushLate() } }
    }

    private func beginPhase(with point: EchemPoint, at moment: LabInstant, in state: inout State) {
        let elapsed = point.time.map(\.duration) ?? .zero
        let zero = timeline.timestamp(max(started, LabInstant(sinceOrigin: moment.sinceOrigin - elapsed)))
        if point.phase == nil, state.start == nil { state.start = zero }
        state.zero = (point.phase, point.phase == nil ? state.start ?? zero : zero)
    }

    private func flushLate() {
        state.withLock { state in
            state.hasAlarm = false
            if !state.isClosed { flush(&state) }
        }
    }

    private func flush(_ state: inout State) {
        if let points = state.batcher.take() { emit(points, &state) }
    }

    private func emit(_ points: [EchemPoint], _ state: inout State) {
        guard let first = points.first else { return }
        send(
            PointBatch(
                technique: header.technique, instrument: header.instrument, stepIndex: header.stepIndex,
                attempt: header.attempt, cycle: first.cycle, segment: first.segment, phase: first.phase,
                t0: state.zero?.time ?? timeline.timestamp(started), isSimulated: header.isSimulated, points: points))
    }
}
