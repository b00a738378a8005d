/// A simulated instrument that talks like the real one over a wire.
///
/// It is made once and served once; hosts come and go on its channel while it keeps its state.
public protocol InstrumentEmulator: Sendable {
    /// The name it is asked for by: the driver's name, such as `emstat`.
    static var name: String { get }

    /// The models it can play; the first is the default.
    static var models: [String] { get }

    /// What it is doing, for an observer beside the wire.
    var state: EmulatorState { get }

    /// An instrument of a model with a cell connected.
    ///
    /// - Throws: ``EmulatorError/unknownModel(_:of:existing:)`` for a model not in ``models``.
    init(model: String, cell: CellDescription, speed: EmulatorSpeed, state: EmulatorState) throws(EmulatorError)

    /// The same with faults to show; an emulator that says nothing else shows none.
    ///
    /// - Throws: ``EmulatorError/showsNoFaults(name:)`` as well.
    init(
        model: String, cell: CellDescription, speed: EmulatorSpeed, state: EmulatorState, faults: FaultPlan
    ) throws(EmulatorError)

    /// Answers the host until the channel is closed. Blocks; run it on a thread of its own.
    func serve(_ channel: any DeviceChannel)
}

extension InstrumentEmulator {
    public init(
        model: String, cell: CellDescription, speed: EmulatorSpeed, state: EmulatorState, faults: FaultPlan
    ) throws(EmulatorError) {
        guard faults.isEmpty else { throw .showsNoFaults(name: Self.name) }
        try self.init(model: model, cell: cell, speed: speed, state: state)
    }

    /// Serves on a new thread and returns at once; the thread ends when the channel is closed.
    public func start(on channel: any DeviceChannel) -> EmulatorThread {
        EmulatorThread { serve(channel) }
    }
}
