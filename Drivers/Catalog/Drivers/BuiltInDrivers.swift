import EmStatDriver
public import LabInstruments

extension [any Instrument.Type] {
    /// The drivers that come with LabRunner: one line per instrument.
    public static var builtIn: Self {
        [
            EmStatDriver.self
        ]
    }
}
