/// A part of a step that is not the measurement itself.
public enum MeasurementPhase: String, Sendable, Hashable {
    case conditioning, deposition, equilibration, hold
}
