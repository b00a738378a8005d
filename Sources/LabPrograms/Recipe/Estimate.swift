/// How many steps and points something has, and how long it takes.
public struct Estimate: Sendable, Hashable {
    /// The steps, at least, and at most.
    public var steps: Int, mostSteps: Int
    /// The points, at least.
    public var points: Int
    /// The points at most; nil where nobody can say.
    public var mostPoints: Int?
    /// The time, at least.
    public var duration: Duration
    /// The time at most; nil where nobody can say.
    public var longestDuration: Duration?
    /// The longest that an instrument may go on after it was told to stop.
    public var stopLatency: Duration

    /// Whether it may take longer: a loop that ends on data, or code without an estimate.
    public var isLowerBound: Bool { longestDuration != duration }
    /// Whether there may be more points.
    public var pointsAreLowerBound: Bool { mostPoints != points }

    /// Something exactly known.
    public init(steps: Int, points: Int, duration: Duration, stopLatency: Duration = .zero) {
        self.steps = steps
        mostSteps = steps
        self.points = points
        mostPoints = points
        self.duration = duration.estimated
        longestDuration = self.duration
        self.stopLatency = stopLatency
    }

    /// Nothing.
    public static let none = Self(steps: 0, points: 0, duration: .zero)

    /// One after the other.
    public static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.steps = left.steps.clampedPlus(right.steps)
        sum.mostSteps = left.mostSteps.clampedPlus(right.mostSteps)
        sum.points = left.points.clampedPlus(right.points)
        sum.duration = (left.duration + right.duration).estimated
        sum.mostPoints = left.mostPoints.flatMap { most in right.mostPoints.map { most.clampedPlus($0) } }
        sum.longestDuration = left.longestDuration.flatMap { longest in
            right.longestDuration.map { (longest + $0).estimated }
        }
        sum.stopLatency = max(left.stopLatency, right.stopLatency)
        return sum
    }

    /// The same so many times.
    func times(_ count: Int) -> Self {
        guard count > 0 else { return .none }
        var product = self
        product.steps = steps.clampedTimes(count)
        product.mostSteps = mostSteps.clampedTimes(count)
        product.points = points.clampedTimes(count)
        product.duration = duration.estimated(times: count)
        product.mostPoints = mostPoints.map { $0.clampedTimes(count) }
        product.longestDuration = longestDuration.map { $0.estimated(times: count) }
        return product
    }

    /// Once at least, and at most so many times.
    func upTo(_ count: Int) -> Self {
        let most = times(count)
        var range = self
        range.mostSteps = most.mostSteps
        range.mostPoints = most.mostPoints
        range.longestDuration = most.longestDuration
        return range
    }
}

extension Duration {
    /// Not below zero, and short enough that a sum of two cannot overflow.
    fileprivate var estimated: Duration { min(max(self, .zero), .clampLimit) }

    fileprivate func estimated(times count: Int) -> Duration {
        Duration(secondsClamped: estimated.inSeconds * Double(count)) < .clampLimit ? estimated * count : .clampLimit
    }
}
