/// How an instrument may show itself in a list of ports, before anybody has asked it.
///
/// A hint is a guess: only the handshake tells. All parts that are given must fit.
public struct PortHint: Sendable, Hashable {
    /// The USB vendor of the device or of its converter chip.
    public var vendor: UInt16?
    /// The vendor's product.
    public var product: UInt16?
    /// How the port's description or product name begins.
    public var namePrefix: String?

    /// A port with this USB vendor, this product, this beginning of its name, or all of them.
    public init(vendor: UInt16? = nil, product: UInt16? = nil, namePrefix: String? = nil) {
        self.vendor = vendor
        self.product = product
        self.namePrefix = namePrefix
    }

    /// Whether `port` shows itself so. A hint without any part fits nothing.
    public func fits(_ port: SerialPortDescription) -> Bool {
        if vendor == nil, product == nil, namePrefix == nil { return false }
        if let vendor, port.usb?.vendor != vendor { return false }
        if let product, port.usb?.product != product { return false }
        guard let namePrefix else { return true }
        return [port.product, port.description].contains { $0?.hasPrefix(namePrefix) == true }
    }
}
