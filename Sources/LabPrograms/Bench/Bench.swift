public import LabValues

/// What an author's code is lent inside `Perform`.
///
/// The loan ends when the step ends. After a stop every call throws before a byte is sent, also for code that caught
/// the first error and goes on. Call it from one task; one thing happens at a bench at a time.
public protocol Bench: Sendable {
    /// Checks a technique, runs it and records its points; the cell is off afterwards.
    ///
    /// - Throws: `TechniqueRefused` when the instrument cannot do it; what the driver throws; an error after a stop.
    func measure(_ technique: some ElectrochemicalTechnique, on role: InstrumentRole) async throws -> Measurement
    /// Waits, the cell off.
    func rest(_ duration: Duration) async throws
    /// Records an event of the author's own.
    ///
    /// - Throws: `BadEventName` for a name that the engine uses itself.
    func emit(_ name: String, _ data: JSONObject) async throws
    /// Records a text as a `note` event.
    func note(_ text: String) async throws
}

extension Bench {
    /// Checks a technique, runs it on `cell` and records its points; the cell is off afterwards.
    public func measure(_ technique: some ElectrochemicalTechnique) async throws -> Measurement {
        try await measure(technique, on: .cell)
    }

    /// Records an event of the author's own that says nothing but its name.
    public func emit(_ name: String) async throws { try await emit(name, [:]) }
}
