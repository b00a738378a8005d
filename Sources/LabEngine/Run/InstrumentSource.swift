public import LabInstruments

/// How one instrument of a run is reached: enough to open it, and to open it again.
public struct InstrumentSource: Sendable {
    /// The name the program uses.
    public var role: InstrumentRole
    /// What drives it.
    public var driver: any Instrument.Type
    /// The model that is assumed until it answers; nil for the driver's first.
    public var model: String?
    /// Where it is, as the user wrote it: `emstat@pty:/dev/pts/4`.
    public var address: String
    /// Whether no device is behind the wire, whatever answers: an emulator, or a recording.
    public var isSimulated: Bool
    /// Opens the wire.
    public var open: @Sendable () async throws -> any ByteLink

    /// An instrument called `role`.
    public init(
        role: InstrumentRole, driver: any Instrument.Type, model: String? = nil, address: String,
        isSimulated: Bool = false, open: @escaping @Sendable () async throws -> any ByteLink
    ) {
        self.role = role
        self.driver = driver
        self.model = model
        self.address = address
        self.isSimulated = isSimulated
        self.open = open
    }
}
