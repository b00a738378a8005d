public import LabValues

/// Where a run goes on whose process died or ended before its last step, and what must be as it was.
///
/// - Shape: a step that was executed before keeps its `step_index` and gets a higher `attempt`; one that was not takes
///   the next index.
public struct Resumption: Sendable {
    /// Which item of the recipe comes first; their number when nothing is left to do.
    public var firstItem: Int
    /// The path of that item; nil when nothing is left to do.
    public var firstStep: String?
    /// The `step_index` of the first step.
    public var stepIndex: Int
    /// The highest attempt of each step that may be executed again, by its index.
    public var attempts: [Int: Int] = [:]
    /// The points of the steps before `stepIndex`, by their index; fewer entries where nobody knows.
    public var pointsPerStep: [Int] = []
    /// How the life before ended: `completed`, `stopped`, `failed`; `interrupted` when it never said.
    public var previousOutcome: String
    /// Why, as far as it was said: `signal`, `runner_died`.
    public var previousReason: String?
    /// The `seq` given last.
    public var lastSeq: Int
    /// When the last message was made.
    public var lastMoment: Timestamp
    /// Who must answer in each role.
    public var identities: [InstrumentRole: InstrumentIdentity] = [:]

    /// A run that goes on at `firstItem`.
    public init(
        firstItem: Int, firstStep: String?, stepIndex: Int, previousOutcome: String, lastSeq: Int, lastMoment: Timestamp
    ) {
        (self.firstItem, self.firstStep, self.stepIndex) = (firstItem, firstStep, stepIndex)
        (self.previousOutcome, self.lastSeq, self.lastMoment) = (previousOutcome, lastSeq, lastMoment)
    }

    /// Which attempt a step with this index is when it begins.
    func attempt(of index: Int) -> Int { (attempts[index] ?? 0) + 1 }
}
