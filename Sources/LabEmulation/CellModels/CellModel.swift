/// A simulated electrochemical cell, as a potentiostat sees it.
///
/// A model is a value with memory: advancing it moves its own time on. It knows nothing of instruments, ranges or noise.
///
/// - Units: seconds; volts against the reference electrode; amperes, anodic (oxidation) positive.
public protocol CellModel: Sendable {
    /// The potential the working electrode would show now with no current flowing, in volts.
    var openCircuitPotential: Double { get }

    /// Lets `seconds` pass with the working electrode connected as said, and tells what is seen at the end of them.
    mutating func advance(by seconds: Double, _ connection: CellConnection) -> CellReading
}
