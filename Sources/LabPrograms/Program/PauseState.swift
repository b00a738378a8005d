public import LabValues

/// What the cell does while a run waits between its steps.
///
/// A potential that is held is measured and recorded (`phase` `hold`, a point a second) under all limits of the run, and
/// ends at once with `resume`, `stop` or a limit. It is never held after a limit that pauses, nor for a command nobody
/// signed: the cell is then off.
public enum PauseState: Sendable, Hashable, CustomStringConvertible {
    /// The cell is switched off.
    case cellOff
    /// This potential is held, as long as the longest pause at most.
    case holdPotential(at: ElectrodePotential, on: InstrumentRole = .cell)
    /// The potential is held at which the latest measurement with the cell on ended; before one there is none, and the cell
    /// stays off.
    case holdLastPotential(on: InstrumentRole = .cell)

    /// The instrument that holds; nil when none does.
    public var role: InstrumentRole? {
        switch self {
        case .cellOff: nil
        case .holdPotential(_, let role), .holdLastPotential(let role): role
        }
    }

    /// `cell_off`, `hold 0.2 V on cell`, `hold last on cell`.
    public var description: String {
        switch self {
        case .cellOff: "cell_off"
        case .holdPotential(let potential, let role): "hold \(potential) on \(role)"
        case .holdLastPotential(let role): "hold last on \(role)"
        }
    }

    /// The measurement that holds `potential` for `span`: ten points a second, so that limits and `resume` act soon.
    public static func hold(
        _ potential: ElectrodePotential, for span: Duration, on capabilities: PotentiostatCapabilities
    ) -> Technique {
        let interval = min(max(.milliseconds(100), capabilities.interval.lowerBound), capabilities.interval.upperBound)
        return Chronoamperometry(
            at: potential, for: min(max(span, interval), .seconds(30 * 86_400)), every: interval
        ).technique
    }
}
