/// An instrument that controls a cell and measures.
public protocol Potentiostat: Instrument {
    /// What a model can do; pure, so that a plan needs no wire.
    ///
    /// - Parameter model: one of `driver.models`; nil for the first.
    /// - Throws: `UnknownModel`.
    static func capabilities(of model: String?) throws -> PotentiostatCapabilities
    /// What will be sent for a technique, as text to be shown and kept; nil when the driver has no such thing.
    static func script(for technique: CheckedTechnique) -> String?
    /// The usual file name extension of such a script.
    static var scriptType: String { get }
    /// What the connected model can do; known after `identify`.
    var capabilities: PotentiostatCapabilities { get async throws }
    /// The longest time without a point that is normal for this technique.
    func silenceLimit(for technique: CheckedTechnique) -> Duration
    /// Runs a technique and calls `onPoint` in time order, without waiting in it; returns when the device is idle.
    ///
    /// When `onPoint` throws, or the task is cancelled, the driver tells the instrument to stop, reads up to its end
    /// mark, and throws; the cell is then off or the error says otherwise.
    func measure(_ technique: CheckedTechnique, onPoint: @escaping @Sendable (EchemPoint) throws -> Void) async throws
    /// Holds the measurement that runs, the cell staying at its potential; no point comes meanwhile.
    ///
    /// The run asks for it only where `capabilities.canHold`, bounds the time, and calls `measure` cancelled when that is
    /// over. Throws when the device does not hold; it is then taken to measure on.
    func hold() async throws
    /// Goes on with a held measurement; points from here on have the next `segment`.
    func resumeMeasurement() async throws
}

extension Potentiostat {
    public static func script(for technique: CheckedTechnique) -> String? { nil }
    public static var scriptType: String { "txt" }
    public func silenceLimit(for technique: CheckedTechnique) -> Duration {
        technique.realised.value.interval * 3 + .seconds(2)
    }
    public func hold() async throws { throw CannotHold() }
    public func resumeMeasurement() async throws { throw CannotHold() }
}

/// The instrument cannot hold a measurement.
public struct CannotHold: LabFault, Hashable {
    /// The one such fault.
    public init() {}
    public var recovery: Recovery { .refuse }
    public var code: String { "not_supported" }
    public var description: String { "The instrument cannot hold a measurement." }
}

/// There is no model of that name.
public struct UnknownModel: LabFault, Hashable {
    /// What was asked for.
    public let model: String
    /// What exists.
    public let known: [String]

    /// No model called `model` among `known`.
    public init(model: String, known: [String]) {
        self.model = model
        self.known = known
    }

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }
    public var description: String { "There is no model called “\(model)”." }
    public var hint: String? { "Models: " + known.joined(separator: ", ") + "." }
}
