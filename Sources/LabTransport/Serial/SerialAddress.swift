/// A `serial:` address, read and checked; nothing has been opened.
public struct SerialAddress: Sendable, Hashable {
    /// Which port is meant.
    public enum Place: Sendable, Hashable {
        /// The one at this path.
        case path(String)
        /// The one whose USB device says this of itself.
        case usb(USBSelector)
    }

    /// The address as it was written.
    public let address: LinkAddress
    /// Which port.
    public let place: Place
    /// How its line is set.
    public let settings: SerialSettings

    /// Reads an address; `defaults` hold where it says nothing.
    ///
    /// - Throws: `LinkError.badAddress`; `.notBuiltIn` when this build has no serial ports.
    public init(_ address: LinkAddress, defaults: SerialSettings) throws(LinkError) {
        guard SerialPorts.isBuiltIn else { throw .notBuiltIn(address: address.description, trait: "SerialPort") }
        self.address = address
        settings = try defaults.applying(address)
        if address.place.hasPrefix("/") {
            place = .path(address.place)
        } else if address.place.hasPrefix("usb="), let selector = USBSelector(address.place.dropFirst(4)) {
            place = .usb(selector)
        } else {
            throw .badAddress(
                address: address.description,
                expected: "a port is a path, as serial:/dev/ttyUSB0, or a USB device, as serial:usb=0403:6001:RIG0")
        }
    }
}
