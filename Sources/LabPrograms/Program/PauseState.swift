/// The state in which a pause between steps waits.
public enum PauseState: String, Sendable, Hashable {
    /// The cell is switched off. The only state there is: between steps the cell is off in every program.
    case cellOff = "cell_off"
}
