/// The name a program uses for an instrument: `cell`, `pump`.
public struct InstrumentRole: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }

    /// The potentiostat of a program with one cell.
    public static let cell = Self(rawValue: "cell")
    /// The pump of a program with one pump.
    public static let pump = Self(rawValue: "pump")
}
