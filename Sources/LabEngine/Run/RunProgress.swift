public import LabValues
import Synchronization

/// How far a run is, for an operator's eye.
public struct RunProgress: Sendable, Hashable {
    /// A run that has not begun.
    public init() {}

    /// Where the run is.
    public var state: RunState = .preparing
    /// The step that is open, from 1; 0 before the first.
    public var step = 0
    /// How many steps there will be; a lower bound when `isOpenEnded`.
    public var steps = 0
    /// Whether more steps may follow than can be told now.
    public var isOpenEnded = false
    /// The open step's title.
    public var title = ""
    /// Points of the open step so far, and as predicted.
    public var points = 0, predictedPoints = 0
    /// When the plan ends; nil before the first step.
    public var expectedEnd: LabInstant?

    /// Time to the end as predicted; nil before the first step.
    public func remaining(at moment: LabInstant) -> Duration? { expectedEnd.map { max(.zero, $0 - moment) } }
}

/// The latest progress, readable from any thread at any time.
public final class ProgressBoard: Sendable {
    private let latest = Mutex(RunProgress())
    /// An empty board.
    public init() {}
    /// What it shows.
    public var progress: RunProgress { latest.withLock { $0 } }
    func update(_ body: (inout RunProgress) -> Void) { latest.withLock { body(&$0) } }
}
