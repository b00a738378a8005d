/// Picks a port by what its USB device says it is, which stays the same when port names move: `usb=0403:6001:RIG0`.
///
/// - Shape: `usb=VENDOR:PRODUCT[:SERIAL]`, vendor and product in hexadecimal.
public struct USBSelector: Sendable, Hashable, CustomStringConvertible {
    /// Vendor and product.
    public var identity: USBIdentity
    /// The device's own serial number; nil takes any.
    public var serialNumber: String?

    /// A device of that identity and serial number.
    public init(_ identity: USBIdentity, serialNumber: String? = nil) {
        self.identity = identity
        self.serialNumber = serialNumber
    }

    /// Reads what stands after `usb=`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let identity = USBIdentity("\(parts[0]):\(parts[1])") else { return nil }
        if parts.count == 3, parts[2].isEmpty { return nil }
        self.init(identity, serialNumber: parts.count == 3 ? String(parts[2]) : nil)
    }

    public var description: String { "usb=\(identity)" + (serialNumber.map { ":\($0)" } ?? "") }

    /// Whether `port` is such a device.
    public func matches(_ port: SerialPortDescription) -> Bool {
        port.usb == identity && (serialNumber == nil || port.serialNumber == serialNumber)
    }

    /// The one such port among `ports`.
    ///
    /// - Throws: `LinkError.noSuchPort` or `.severalPorts`, each with what is there.
    public func port(
        among ports: [SerialPortDescription], for address: LinkAddress
    ) throws(LinkError) -> SerialPortDescription {
        let matching = ports.filter(matches)
        guard let port = matching.first else {
            throw .noSuchPort(address: address.description, present: ports.map(\.line))
        }
        guard matching.count == 1 else {
            throw .severalPorts(address: address.description, matching: matching.map(\.line))
        }
        return port
    }
}
