import LabValues

/// What a run tells its guard. Each says all there is to know, so that a lost one is made good by the next.
enum GuardMessage: Sendable, Hashable {
    /// These instruments are open now, and no others.
    case armed([ArmedInstrument])
    /// The engine's own thread lives.
    case alive
    /// The run ends in order: nothing is left to do.
    case goodbye
    /// From the guard: it watches.
    case ready

    /// As it is sent.
    var encoded: [UInt8] {
        let facts: JSONValue =
            switch self {
            case .armed(let instruments): ["type": "armed", "instruments": .array(instruments.map(\.facts))]
            case .alive: ["type": "alive"]
            case .goodbye: ["type": "goodbye"]
            case .ready: ["type": "ready"]
            }
        return facts.encoded
    }

    /// Reads what came; nil for what is no message, which is ignored.
    init?(_ bytes: some Sequence<UInt8>) {
        guard let facts = try? JSONReader.read(bytes) else { return nil }  // ignored, as the comment says
        switch facts["type"]?.text {
        case "armed":
            guard let elements = facts["instruments"]?.elements else { return nil }
            var instruments: [ArmedInstrument] = []
            for element in elements {
                // A list in which one cannot be read is not believed: the one before it holds.
                guard let instrument = try? ArmedInstrument(element) else { return nil }
                instruments.append(instrument)
            }
            self = .armed(instruments)
        case "alive": self = .alive
        case "goodbye": self = .goodbye
        case "ready": self = .ready
        default: return nil
        }
    }
}
