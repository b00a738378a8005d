/// Points of one step that travel in one message; they share everything but their readings.
public struct PointBatch: Sendable, Hashable {
    /// `CV`, `CA`, …
    public var technique: TechniqueCode
    /// The instrument's name in the program.
    public var instrument: InstrumentRole
    /// The executed step, from 0.
    public var stepIndex: Int
    /// Rises when a step is run again.
    public var attempt: Int
    /// The cycle, from 1.
    public var cycle: Int
    /// Rises only after a hold inside the measurement.
    public var segment: Int
    /// Nil for the measurement itself.
    public var phase: MeasurementPhase?
    /// The wall clock at time zero of the points.
    public var t0: Timestamp
    /// Whether an emulator made them.
    public var isSimulated: Bool
    /// The readings, in time order.
    public var points: [EchemPoint]

    /// A batch.
    public init(
        technique: TechniqueCode, instrument: InstrumentRole, stepIndex: Int, attempt: Int, cycle: Int, segment: Int,
        phase: MeasurementPhase?, t0: Timestamp, isSimulated: Bool, points: [EchemPoint]
    ) {
        self.technique = technique
        self.instrument = instrument
        self.stepIndex = stepIndex
        self.attempt = attempt
        self.cycle = cycle
        self.segment = segment
        self.phase = phase
        self.t0 = t0
        self.isSimulated = isSimulated
        self.points = points
    }
}
