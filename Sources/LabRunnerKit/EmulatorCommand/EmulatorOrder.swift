import LabEmulation

/// Which emulator to make, with which cell and how fast, and what goes wrong.
struct EmulatorOrder {
    var type: any InstrumentEmulator.Type
    var model: String
    var cell: CellDescription
    var speed: EmulatorSpeed
    var faults = FaultPlan()

    /// The emulator that was ordered, observed through `state`.
    func make(_ state: EmulatorState) throws(EmulatorError) -> any InstrumentEmulator {
        try type.init(model: model, cell: cell, speed: speed, state: state, faults: faults)
    }
}
