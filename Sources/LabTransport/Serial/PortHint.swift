/// How an instrument may show itself in a list of ports, before anybody has asked it.
///
/// A hint is a guess: only the handshake tells. All parts that are given must fit.
public struct PortHint: Sendable, Hashable {
    /// The USB identity of the device or of its converter chip.
    public var usb: USBIdentity?
    /// How the port's description or product name begins.
    public var namePrefix: String?

    /// A port with this USB identity, this beginning of its name, or both.
    public init(usb: USBIdentity? = nil, namePrefix: String? = nil) {
        self.usb = usb
        self.namePrefix = namePrefix
    }

    /// Whether `port` shows itself so. A hint without any part fits nothing.
    public func fits(_ port: SerialPortDescription) -> Bool {
        if usb == nil, namePrefix == nil { return false }
        if let usb, port.usb != usb { return false }
        guard let namePrefix else { return true }
        return [port.product, port.description].contains { $0?.hasPrefix(namePrefix) == true }
    }
}
