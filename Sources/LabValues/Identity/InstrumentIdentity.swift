/// Who answers at the other end of a wire.
public struct InstrumentIdentity: Sendable, Hashable {
    /// Who made it: `PalmSens`.
    public var manufacturer: String
    /// Which one it is: `EmStat Pico`.
    public var model: String
    /// The number on its back; emulators answer with one that starts with `SIM`.
    public var serialNumber: String
    /// Its firmware, as it says itself.
    public var firmware: String
    /// Whether the device is an emulator.
    public var isSimulated: Bool { serialNumber.hasPrefix("SIM") }

    /// An identity from what the device answered.
    public init(manufacturer: String, model: String, serialNumber: String, firmware: String) {
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
        self.firmware = firmware
    }
}
