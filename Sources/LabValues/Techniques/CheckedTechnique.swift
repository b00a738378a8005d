/// A technique that one model of instrument can run: made by `Technique.check(against:)` and by nothing else.
public struct CheckedTechnique: Sendable {
    /// What the program asked for.
    public let asked: Technique
    /// What the device will do.
    public let realised: Technique
    /// The model it was checked for.
    public let model: String
    /// How many points the measurement gives, phases not counted.
    public let pointCount: Int
    /// How long it takes.
    public let duration: Duration
    /// How long the device may go on after it was told to stop.
    public let stopLatency: Duration
    /// What is unusual but allowed; sentences.
    public let cautions: [String]

    fileprivate init(_ asked: Technique, realised: Technique, on capabilities: PotentiostatCapabilities) {
        self.asked = asked
        self.realised = realised
        model = capabilities.model
        pointCount = realised.value.pointCount
        duration = realised.value.duration
        stopLatency = capabilities.stopLatency(realised)
        cautions = asked.value.cautions
    }
}

/// Everything that is wrong with a technique.
public struct TechniqueRefused: LabFault {
    /// At least one fault.
    public let faults: [ParameterFault]

    /// A refusal for these reasons.
    public init(faults: [ParameterFault]) { self.faults = faults }

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }
    public var description: String { faults.map(\.description).joined(separator: " ") }
    public var hint: String? { faults.compactMap(\.hint).first }
}

extension Technique {
    /// Checks the technique against what a model can do.
    ///
    /// - Throws: `TechniqueRefused` with every fault.
    public func check(against capabilities: PotentiostatCapabilities) throws(TechniqueRefused) -> CheckedTechnique {
        var faults = value.faults
        if faults.isEmpty { faults = capabilities.faults(of: self) }
        guard faults.isEmpty else { throw TechniqueRefused(faults: faults) }
        let realised = capabilities.realise(self)
        let remaining = realised.value.faults
        guard remaining.isEmpty else { throw TechniqueRefused(faults: remaining) }
        return CheckedTechnique(self, realised: realised, on: capabilities)
    }
}
