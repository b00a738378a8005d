import LabValues

/// What the lines of one running script mean: pure, one line in, one thing to do out.
struct MeasurementRun: Sendable {
    enum Effect: Sendable {
        /// Nothing to do.
        case none
        /// A point to hand on.
        case point(EchemPoint)
        /// The device says that it holds, or that it goes on.
        case held, resumed
        /// It refuses a hold or a resume.
        case holdRefused(DeviceReport)
        /// The script failed while it ran.
        case failed(DeviceReport)
    }

    private let mapping: PointMapping
    /// Seconds between recorded points.
    private let interval: Double
    private var plan: SamplingPlan
    private var restsToCome: Int
    private var isInLoop = false
    private var phase: MeasurementPhase?
    private var cycle = 0
    private var segment = 1
    /// The time of the latest point of the loop.
    private var latest: Double?
    /// Points of the measurement itself, recorded or not.
    private(set) var points = 0
    /// Whether the measurement's own loop has ended.
    private(set) var isComplete = false

    /// The run of a technique on a model.
    init(_ asked: Technique, realised: Technique, on model: EmStatModel) {
        mapping = PointMapping(model: model, hasCurrent: realised.range != nil)
        plan = SamplingPlan(realised, bit: model.mode(for: asked).bit)
        interval = realised.value.interval.inSeconds
        restsToCome = realised.value.equilibration > .zero ? 1 : 0
    }

    /// How many points the device will send in the measurement itself.
    var expectedPoints: Int { plan.devicePoints }

    /// A point or two more or less are the converter's rounding, which is not verified on every model.
    private var tolerance: Int { plan.devicePoints / 10 + 3 }
    /// Whether about as many points came as expected.
    var hasEnough: Bool { points >= plan.devicePoints - tolerance }

    /// Takes a line that is not empty.
    mutating func accept(_ line: ArraySlice<UInt8>) throws(MalformedReply) -> Effect {
        if line.first == UInt8(ascii: "P") { return .point(try point(line)) }
        switch try ReplyLine(line) {
        case .loopBegins: try begin(line)
        case .loopEnds: try end(line)
        case .scanBegins: cycle += 1
        case .failure(let report): return .failed(report)
        case .answer(UInt8(ascii: "h"), let rest) where rest.isEmpty: return .held
        case .answer(UInt8(ascii: "H"), let rest) where rest.isEmpty:
            segment += 1
            return .resumed
        case .refusal(UInt8(ascii: "h"), let report), .refusal(UInt8(ascii: "H"), let report):
            return .holdRefused(report)
        // Stray answers of the device interleave with the run, which goes on.
        case .refusal, .text, .scanEnds, .genericLoopBegins, .genericLoopEnds: break
        case .answer(let command, let rest):
            guard rest.isEmpty, "ZYR".utf8.contains(command) else { throw MalformedReply(.outOfPlace, in: line) }
        case .package: throw MalformedReply(.outOfPlace, in: line)
        }
        return .none
    }

    private mutating func begin(_ line: ArraySlice<UInt8>) throws(MalformedReply) {
        guard !isInLoop, !isComplete else { throw MalformedReply(.outOfPlace, in: line) }
        isInLoop = true
        latest = nil
        phase = restsToCome > 0 ? .equilibration : nil
    }

    private mutating func end(_ line: ArraySlice<UInt8>) throws(MalformedReply) {
        guard isInLoop else { throw MalformedReply(.outOfPlace, in: line) }
        isInLoop = false
        if restsToCome > 0 { restsToCome -= 1 } else { isComplete = true }
    }

    private mutating func point(_ line: ArraySlice<UInt8>) throws(MalformedReply) -> EchemPoint {
        guard isInLoop else { throw MalformedReply(.outOfPlace, in: line) }
        var point = try mapping.point(line)
        if let time = point.time?.seconds {
            if let latest, !isLater(time, than: latest) { throw MalformedReply(.timeNotRising, in: line) }
            latest = time
        }
        point.segment = segment
        point.phase = phase
        if phase == nil {
            points += 1
            guard points - plan.devicePoints <= tolerance else { throw MalformedReply(.surplusPoint, in: line) }
            point.cycle = max(cycle, 1)
            point.isRecorded = plan.takesNext()
        }
        return point
    }

    /// Whether a point can follow another one: a time that stands still or falls was damaged or repeated on its way.
    ///
    /// A package holds eight digits of a time, in µs, ms or s: where that is too coarse for the interval, equal times
    /// are in order.
    private func isLater(_ time: Double, than latest: Double) -> Bool {
        let digit = latest < 100 ? 1e-6 : latest < 100_000 ? 1e-3 : 1
        let isTooCoarse = interval < 2 * max(digit, Double(Float(latest).ulp))
        return time > latest || isTooCoarse && time == latest
    }
}
