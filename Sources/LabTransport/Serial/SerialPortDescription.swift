/// A serial port of this machine, as far as it can be known without opening it.
public struct SerialPortDescription: Sendable, Hashable {
    /// The file it is opened by: `/dev/ttyUSB0`.
    public var path: String
    /// What the operating system calls it.
    public var description: String?
    /// What the USB device behind it says it is; nil for a port that is not on USB.
    public var usb: USBIdentity?
    /// The USB device's serial number.
    public var serialNumber: String?
    /// The USB device's manufacturer.
    public var manufacturer: String?
    /// The USB device's name for itself.
    public var product: String?
    /// What stands in the way of using it.
    public var problem: Problem?

    /// What can stand in the way of a port that is there.
    public enum Problem: String, Sendable, Hashable {
        /// This user may not open it.
        case notPermitted = "not_permitted"
        /// The device is known, but there is no file to open it by: in a container, it was not passed in.
        case missing
        /// The operating system lists it but tells nothing about it.
        case unreadable
    }

    /// A port at `path` of which no more is known yet.
    public init(path: String) { self.path = path }

    /// The address to use: by USB identity where a serial number makes it lasting, else by path.
    public var address: LinkAddress {
        guard let usb, let serialNumber, !serialNumber.isEmpty, !serialNumber.contains("?") else {
            return LinkAddress(scheme: "serial", place: path)
        }
        return LinkAddress(scheme: "serial", place: "\(USBSelector(usb, serialNumber: serialNumber))")
    }

    /// Path, identity and name on one line.
    public var line: String {
        let name = [product, description].compactMap(\.self).first { !path.hasSuffix("/\($0)") }
        let facts = [usb?.description, serialNumber.map { "serial number \($0)" }, name].compactMap(\.self)
        return facts.isEmpty ? path : "\(path) (\(facts.joined(separator: ", ")))"
    }
}
