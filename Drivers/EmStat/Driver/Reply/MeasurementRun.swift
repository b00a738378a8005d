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
    private var plan: SamplingPlan
    private var restsToCome: Int
    private var isInLoop = false
    private var phase: MeasurementPhase?
    private var cycle = 0
    private var segment = 1
    /// Points of the measurement itself, recorded or not.
    private(set) var points = 0
    /// Whether the measurement's own loop has ended.
    private(set) var isComplete = false

    /// The run of a technique on a model.
    init(_ asked: Technique, realised: Technique, on model: EmStatModel) {
        mapping = PointMapping(model: model, hasCurrent: realised.range != nil)
        plan = SamplingPlan(realised, bit: model.mode(for: asked).bit)
        restsToCome = realised.value.equilibration > .zero ? 1 : 0
    }

    /// How many points the device will send in the measurement itself.
    var expectedPoints: Int { plan.devicePoints }

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
        point.segment = segment
        point.phase = phase
        if phase == nil {
            points += 1
            point.cycle = max(cycle, 1)
            point.isRecorded = plan.takesNext()
        }
        return point
    }
}
