@_exported public import LabTransport
@_exported public import LabValues

/// A device on a wire: what every driver is, an actor over a `ByteLink`.
///
/// A driver knows neither ports nor files nor publishers. One conversation is on the wire at a time; `makeSafe` may be
/// called at any moment and must end whatever goes on.
public protocol Instrument: Sendable {
    /// What the driver drives, for lists and help.
    static var driver: DriverDescription { get }
    /// Takes over a wire; sends nothing yet.
    init(over link: any ByteLink, clock: any LabClock)
    /// Finds out who answers; leaves the device idle.
    ///
    /// - Throws: a `LabFault`; `WrongInstrument` when something else answers.
    func identify() async throws -> InstrumentIdentity
    /// Ends what goes on, disconnects the working electrode (or halts the pump), and says what proves it.
    ///
    /// Safe to call twice, at any moment, and after any error. Throwing means `unconfirmed`.
    func makeSafe(_ urgency: Urgency) async throws -> SafeState
    /// Gives the wire back. Sends nothing.
    func disconnect() async
}

/// How much time an instrument may take to become safe.
public enum Urgency: Sendable, Hashable {
    /// Let the device end its script in order.
    case orderly
    /// Escalate at once.
    case now
}

/// What a driver drives and what it needs of a wire.
public struct DriverDescription: Sendable {
    /// The name in an address: `emstat`.
    public var name: String
    /// One line for lists.
    public var summary: String
    /// The name a program uses for it when none is given.
    public var role: InstrumentRole
    /// The models it knows, by the names used in addresses; the first is assumed where none answers yet.
    public var models: [String]
    /// Serial line settings when the address gives none.
    public var baud: Int
    /// The driver's own version, for the record.
    public var version: String
    /// Which safe state it reaches and how, in one sentence.
    public var safety: String
    /// How it may show itself in a list of ports; empty when that says nothing.
    public var ports: [PortHint]

    /// A description.
    public init(
        name: String, summary: String, role: InstrumentRole, models: [String], baud: Int, version: String,
        safety: String, ports: [PortHint] = []
    ) {
        self.name = name
        self.summary = summary
        self.role = role
        self.models = models
        self.baud = baud
        self.version = version
        self.safety = safety
        self.ports = ports
    }
}

/// Something else answers at the address than the driver drives.
public struct WrongInstrument: LabFault, Hashable {
    /// What the driver drives.
    public let expected: String
    /// What answered, made printable and short.
    public let answer: String

    /// A device that answered `answer` where `expected` was wanted.
    public init(expected: String, answer: String) {
        self.expected = expected
        self.answer = answer
    }

    public var recovery: Recovery { .refuse }
    public var code: String { "wrong_instrument" }
    public var description: String { "What answers is no \(expected): it says “\(answer)”." }
    public var hint: String? { "Check the address, and which driver belongs to the instrument: lab-runner drivers." }
}
