public import LabValues

/// Asks one instrument who it is.
public enum InstrumentProbe {
    /// Opens the wire, asks, and gives it back.
    ///
    /// - Throws: what the link or the driver throws.
    public static func identify(_ source: InstrumentSource, clock: any LabClock) async throws -> InstrumentIdentity {
        let instrument = try await OpenInstrument.open(source, clock: clock)
        await instrument.disconnect()
        return instrument.identity
    }
}
