public import LabEmulation

/// An EmStat Pico or EmStat4 that speaks MethodSCRIPT, with a simulated cell.
///
/// - Source: the public MethodSCRIPT examples and captures of real devices, as listed in the protocol page.
public struct EmStatEmulator: InstrumentEmulator {
    /// `emstat`.
    public static let name = "emstat"

    /// `pico` (EmStat Pico), `emstat4` (EmStat4 LR) and `emstat4-hr`.
    public static let models = EmStatModel.all.map(\.name)

    /// Cell, potential and counts, for an observer beside the wire.
    public let state: EmulatorState

    private let model: EmStatModel
    private let cell: CellDescription
    private let speed: EmulatorSpeed
    private let faults: FaultPlan

    /// A device of one of ``models`` with a cell connected, switched off.
    public init(
        model: String, cell: CellDescription, speed: EmulatorSpeed, state: EmulatorState
    ) throws(EmulatorError) {
        try self.init(model: model, cell: cell, speed: speed, state: state, faults: FaultPlan())
    }

    /// A device with faults to show, of every kind there is.
    public init(
        model: String, cell: CellDescription, speed: EmulatorSpeed, state: EmulatorState, faults: FaultPlan
    ) throws(EmulatorError) {
        guard let known = EmStatModel.all.first(where: { $0.name == model }) else {
            throw .unknownModel(model, of: Self.name, existing: Self.models)
        }
        self.model = known
        self.cell = cell
        self.speed = speed
        self.state = state
        self.faults = faults
    }

    /// Answers the host until the channel is closed.
    public func serve(_ channel: any DeviceChannel) {
        let potentiostat = Potentiostat(model: model, cell: cell.makeModel())
        let device = EmStatDevice(
            potentiostat: potentiostat, time: DeviceTime(speed: speed), channel: channel, state: state,
            faults: faults)
        device.live()
    }
}
