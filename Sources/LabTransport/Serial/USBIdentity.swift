import LabValues

/// What a USB device says it is: `0403:6001`.
public struct USBIdentity: Sendable, Hashable, CustomStringConvertible {
    /// Who made the chip or the device, as numbered by the USB forum.
    public var vendor: UInt16
    /// Which of the vendor's products.
    public var product: UInt16

    /// A vendor's product.
    public init(vendor: UInt16, product: UInt16) {
        self.vendor = vendor
        self.product = product
    }

    /// Reads `0403:6001`: up to four hexadecimal digits, a colon, up to four; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let vendor = Self.number(parts[0]), let product = Self.number(parts[1]) else {
            return nil
        }
        self.init(vendor: vendor, product: product)
    }

    public var description: String { "\(vendorText):\(productText)" }

    /// The vendor, four digits.
    public var vendorText: String { hexadecimal(UInt64(vendor), digits: 4) }
    /// The product, four digits.
    public var productText: String { hexadecimal(UInt64(product), digits: 4) }

    private static func number(_ digits: some StringProtocol) -> UInt16? {
        guard (1...4).contains(digits.count), digits.allSatisfy(\.isHexDigit) else { return nil }
        return UInt16(digits, radix: 16)
    }
}
