/// The short name of a technique, as electrochemists write it.
public struct TechniqueCode: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }

    /// Open-circuit potentiometry.
    public static let openCircuit = Self(rawValue: "OCP")
    /// Chronoamperometry.
    public static let chronoamperometry = Self(rawValue: "CA")
    /// Linear sweep voltammetry.
    public static let linearSweep = Self(rawValue: "LSV")
    /// Cyclic voltammetry.
    public static let cyclic = Self(rawValue: "CV")
}
