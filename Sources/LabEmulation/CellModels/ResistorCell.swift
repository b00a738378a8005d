/// A plain resistor between working and counter electrode: *i* = *E*/*R*.
public struct ResistorCell: CellModel {
    /// The resistance, in ohms.
    public let resistance: Double

    /// A resistor of `resistance` ohms.
    public init(resistance: Double) {
        self.resistance = resistance
    }

    /// Always 0 V: a resistor stores nothing.
    public var openCircuitPotential: Double { 0 }

    /// Ohm's law; time leaves no trace.
    public mutating func advance(by seconds: Double, _ connection: CellConnection) -> CellReading {
        switch connection {
        case .open: CellReading(potential: 0, current: 0)
        case .held(let potential): CellReading(potential: potential, current: potential / resistance)
        }
    }
}
