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

    /// Whether an emulator in this process is meant.
    var isSimulated: Bool { address.link.scheme == "sim" }

    var source: InstrumentSource {
        InstrumentSource(role: role, driver: driver, model: model, address: "\(address)", open: open)
    }
}
