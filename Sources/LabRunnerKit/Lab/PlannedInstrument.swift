import LabEngine
import LabInstruments

/// An instrument that was named, with what its model is assumed to do until it answers.
struct PlannedInstrument: Sendable {
    var role: InstrumentRole
    var driver: any Instrument.Type
    /// The model named in the address; nil when only the device can say.
    var model: String?
    var address: InstrumentAddress
    var open: @Sendable () async throws -> any ByteLink

    /// What the model can do; nil for an instrument that is no potentiostat.
    ///
    /// - Throws: `UnknownModel`.
    func assumedCapabilities() throws -> PotentiostatCapabilities? {
        try (driver as? any Potentiostat.Type)?.capabilities(of: model)
    }

    /// Whether no device is meant: an emulator in this process, or a recorded wire.
    var isSimulated: Bool { ["sim", "replay"].contains(address.link.scheme) }

    var source: InstrumentSource {
        InstrumentSource(
            role: role, driver: driver, model: model, address: "\(address)", isSimulated: isSimulated, open: open)
    }
}
