#if Kafka
/// What a request and its replies have in common: some bytes that the requester chose.
public struct CorrelationID: Sendable, Hashable, CustomStringConvertible {
    /// The most bytes that are taken from a message.
    public static let longest = 128

    /// The bytes themselves.
    public let bytes: [UInt8]

    /// Takes bytes; nil when there are none, or more than ``longest``.
    public init?(_ bytes: some Collection<UInt8>) {
        guard (1...Self.longest).contains(bytes.count) else { return nil }
        self.bytes = Array(bytes)
    }

    /// 16 bytes that nobody else has.
    public static func random() -> CorrelationID {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    static func random(using generator: inout some RandomNumberGenerator) -> CorrelationID {
        CorrelationID(unchecked: (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// In hexadecimal digits.
    public var description: String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
#endif
