/// How the working electrode is connected while time passes.
public enum CellConnection: Sendable, Hashable {
    /// Disconnected: no current flows.
    case open

    /// Held at a potential against the reference electrode, in volts.
    case held(at: Double)
}
