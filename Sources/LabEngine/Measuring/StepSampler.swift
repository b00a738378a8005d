import LabPrograms
import LabValues
import Synchronization

/// Takes the points of one measurement on the instrument's own thread: limits first, then the batch, then the journal.
///
/// Nothing here waits; a batch travels when it is full, when its fixed fields change, or 50 ms after its first point.
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
        var batcher = PointBatcher()
        var tally = StepTally()
        var breach: LimitBreach?
        var kept: [EchemPoint]
        var zero: (phase: MeasurementPhase?, time: Timestamp)?
        var lastHeard: LabInstant
        var hasAlarm = false
        var isClosed = false
    }

    private let header: Header
    private let excess: (limit: Int, predicted: Int)?
    private let limits: SafetyLimits
    private let keepsPoints: Bool
    private let clock: any LabClock
    private let timeline: Timeline
    private let started: LabInstant
    private let send: @Sendable (PointBatch) -> Void
    private let state: Mutex<State>

    /// The longest time a point waits for its message.
    static let longestWait = Duration.milliseconds(50)

    init(
        _ header: Header, predicted: Int, limits: SafetyLimits, keepsPoints: Bool, clock: any LabClock,
        timeline: Timeline, send: @escaping @Sendable (PointBatch) -> Void
    ) {
        self.header = header
        self.limits = limits
        self.keepsPoints = keepsPoints
        self.clock = clock
        self.timeline = timeline
        self.send = send
        started = clock.now
        excess = limits.excessPoints.map { ($0, predicted) }
        state = Mutex(State(watch: LimitWatch(limits), kept: [], lastHeard: started))
    }

    /// Takes a point.
    ///
    /// - Throws: `LimitBreach`; the driver then stops the measurement.
    func take(_ point: EchemPoint) throws {
        let moment = clock.now
        let breach = state.withLock { state -> LimitBreach? in
            guard !state.isClosed else { return state.breach }
            state.lastHeard = moment
            let breach = state.watch.check(point) ?? checkExcess(point, state.tally)
            if point.isRecorded { record(point, at: moment, in: &state) }
            if let breach, state.breach == nil {
                state.breach = breach
                flush(&state)
            }
            return breach
        }
        if let breach { throw breach }
    }

    /// The first breach, wherever the error that came out of the driver says.
    var breach: LimitBreach? { state.withLock { $0.breach } }
    /// When the last point came; the start of the step before that.
    var lastHeard: LabInstant { state.withLock { $0.lastHeard } }
    /// How many points have been recorded, for the progress line.
    var pointCount: Int { state.withLock { $0.tally.points } }

    /// Notes a breach that time showed.
    func note(_ breach: LimitBreach) { state.withLock { if $0.breach == nil { $0.breach = breach } } }

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

    private func checkExcess(_ point: EchemPoint, _ tally: StepTally) -> LimitBreach? {
        guard let excess, point.isRecorded, point.phase == nil, tally.points >= excess.predicted + excess.limit else {
            return nil
        }
        return LimitBreach(
            limit: .excessPoints, value: "\(excess.limit)", evidence: .points(tally.points + 1),
            action: limits.actions[.excessPoints] ?? .stop)
    }

    private func record(_ point: EchemPoint, at moment: LabInstant, in state: inout State) {
        state.tally.count(point)
        if keepsPoints, point.phase == nil { state.kept.append(point) }
        if let full = state.batcher.add(point) { emit(full, &state) }
        if state.zero == nil || state.zero?.phase != point.phase {
            let elapsed = point.time.map(\.duration) ?? .zero
            state.zero = (
                point.phase, timeline.timestamp(max(started, LabInstant(sinceOrigin: moment.sinceOrigin - elapsed)))
            )
        }
        if !state.hasAlarm, !state.batcher.points.isEmpty {
            state.hasAlarm = true
            _ = clock.setAlarm(at: moment + Self.longestWait) { [weak self] in self?.flushLate() }
        }
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
