internal import LabValues

/// What a group hands down to the steps within it.
struct Inherited {
    var role: InstrumentRole?
    var interruption: InterruptionPolicy?
    var isRepeatable = false
}
