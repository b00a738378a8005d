/// What one model of potentiostat can do: all that a check needs to know, without a wire.
public struct PotentiostatCapabilities: Sendable {
    /// The model: `EmStat Pico`.
    public var model: String
    /// The techniques its driver can run on it.
    public var techniques: [TechniqueCode]
    /// Potentials it can apply.
    public var potential: ClosedRange<ElectrodePotential>
    /// Widest span of potentials within one measurement; nil = the whole range.
    public var potentialWindow: ElectrodePotential?
    /// Full scale of each current range, ascending.
    public var currentRanges: [ElectricCurrent]
    /// Shortest and longest time between points.
    public var interval: ClosedRange<Duration>
    /// Smallest potential step: one bit of its converter.
    public var smallestStep: ElectrodePotential
    /// Whether a measurement can be held and resumed.
    public var canHold: Bool
    /// The best that `makeSafe` can prove on it.
    public var bestSafeState: SafeState
    /// What the device makes of a technique: potentials and steps as its converter can set them.
    public var realise: @Sendable (Technique) -> Technique
    /// How long the device may go on after it was told to stop.
    public var stopLatency: @Sendable (Technique) -> Duration
    /// What else is wrong with a technique on this model: rules that bounds cannot say. Called for sound techniques only.
    public var furtherFaults: @Sendable (Technique) -> [ParameterFault] = { _ in [] }

    /// The limits that the device itself keeps, armed with the measurement; none where it cannot.
    public var deviceLimits: [LimitName] = []
    /// Whether the potential is also measured while it is applied; else a limit of E sees the applied one only.
    public var measuresPotential = false

    /// A model's capabilities.
    public init(
        model: String, techniques: [TechniqueCode], potential: ClosedRange<ElectrodePotential>,
        potentialWindow: ElectrodePotential? = nil, currentRanges: [ElectricCurrent], interval: ClosedRange<Duration>,
        smallestStep: ElectrodePotential, canHold: Bool, bestSafeState: SafeState,
        realise: @escaping @Sendable (Technique) -> Technique = { $0 },
        stopLatency: @escaping @Sendable (Technique) -> Duration
    ) {
        self.model = model
        self.techniques = techniques
        self.potential = potential
        self.potentialWindow = potentialWindow
        self.currentRanges = currentRanges
        self.interval = interval
        self.smallestStep = smallestStep
        self.canHold = canHold
        self.bestSafeState = bestSafeState
        self.realise = realise
        self.stopLatency = stopLatency
    }

    /// What is wrong with asking this model for `technique`.
    func faults(of technique: Technique) -> [ParameterFault] {
        guard techniques.contains(technique.code) else {
            let list = techniques.map(\.rawValue).joined(separator: ", ")
            return [
                ParameterFault(
                    parameter: "technique", value: technique.code.rawValue, limit: "one that \(model) can run: \(list)")
            ]
        }
        return potentialFaults(technique.value) + rangeFaults(technique) + intervalFaults(technique)
            + furtherFaults(technique)
    }

    private func potentialFaults(_ technique: any ElectrochemicalTechnique) -> [ParameterFault] {
        let potentials = technique.potentials
        guard let lowest = potentials.min(), let highest = potentials.max() else { return [] }
        var faults = technique.appliedPotentials.filter { !potential.contains($0.value) }.map {
            ParameterFault(
                parameter: $0.parameter, value: "\($0.value)",
                limit: "from \(potential.lowerBound) to \(potential.upperBound) on \(model)")
        }
        if let potentialWindow, highest - lowest > potentialWindow {
            faults.append(
                ParameterFault(
                    parameter: "potential window", value: "\(highest - lowest)",
                    limit: "at most \(potentialWindow) on \(model)", remedy: "Bring the switching potentials closer."))
        }
        return faults
    }

    private func rangeFaults(_ technique: Technique) -> [ParameterFault] {
        guard let largest = currentRanges.last, let range = technique.range else { return [] }
        let asked: [ElectricCurrent] =
            switch range {
            case .auto(let low, let high): [low, high].compactMap(\.self)
            case .fixed(let current): [current]
            }
        var faults = asked.filter { !($0.amperes > 0 && $0 <= largest) }.map {
            ParameterFault(
                parameter: "range", value: "\($0)", limit: "above 0 A and at most \(largest) on \(model)",
                remedy: "Ranges: " + currentRanges.map(\.description).joined(separator: ", ") + ".")
        }
        if case .auto(let low?, let high?) = range, low > high {
            faults.append(
                ParameterFault(parameter: "range", value: range.userText, limit: "from the lower to the higher"))
        }
        return faults
    }

    private func intervalFaults(_ technique: Technique) -> [ParameterFault] {
        let realised = realise(technique).value
        guard !interval.contains(realised.interval) else { return [] }
        let limit = "from \(interval.lowerBound.userText) to \(interval.upperBound.userText) on \(model)"
        switch technique {
        case .openCircuit, .chronoamperometry:
            return [ParameterFault(parameter: "interval", value: realised.interval.userText, limit: limit)]
        case .linearSweep, .cyclic:
            return [
                ParameterFault(
                    parameter: "step / rate", value: realised.interval.userText, limit: limit,
                    remedy:
                        "Take a \(realised.interval < interval.lowerBound ? "larger step or a lower" : "higher") rate.")
            ]
        }
    }
}
