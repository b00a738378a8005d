import EmStatEmulator
public import LabEmulation

extension Array where Element == any InstrumentEmulator.Type {
    /// Every emulator that comes with LabRunner.
    public static var builtIn: [any InstrumentEmulator.Type] {
        [EmStatEmulator.self]
    }
}
