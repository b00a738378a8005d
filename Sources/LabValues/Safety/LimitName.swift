/// The name of a limit on the command line, in messages and in reasons.
public enum LimitName: String, Sendable, Hashable, CaseIterable {
    /// Lowest potential, volts.
    case potentialMinimum = "e_min"
    /// Highest potential, volts.
    case potentialMaximum = "e_max"
    /// Lowest (most cathodic) current, amperes.
    case currentMinimum = "i_min"
    /// Highest (most anodic) current, amperes.
    case currentMaximum = "i_max"
    /// Lowest charge of a step, coulombs.
    case chargeMinimum = "q_min"
    /// Highest charge of a step, coulombs.
    case chargeMaximum = "q_max"
    /// Longest time of a step.
    case stepTime = "step_time"
    /// Longest time of a run.
    case runTime = "run_time"
    /// Longest time without a point while measuring.
    case silence
    /// More points than predicted.
    case excessPoints = "excess_points"
}
