public import LabValues

/// A message on its way out, encoded once for all publishers.
public struct Record: Sendable {
    /// The message, for a publisher with a form of its own.
    public let message: NumberedMessage
    /// The message as one line of UTF-8 JSON, without the line feed.
    public let bytes: [UInt8]

    /// Encodes a message.
    public init(_ message: NumberedMessage) {
        self.message = message
        bytes = message.encoded
    }

    /// Takes a message that was stored as it was sent: the bytes stay exactly those.
    ///
    /// - Throws: `MalformedMessage` when they are no message on one line.
    public init(stored bytes: [UInt8]) throws(MalformedMessage) {
        if let feed = bytes.firstIndex(of: UInt8(ascii: "\n")) { throw .noJSON(.unexpected(at: feed)) }
        message = try NumberedMessage(line: bytes)
        self.bytes = bytes
    }

    /// The place of the message in its experiment, from 1.
    public var seq: Int { message.seq }

    /// Roughly how much memory it holds.
    package var footprint: Int {
        MemoryLayout<Record>.stride + bytes.count + message.message.pointCount * MemoryLayout<EchemPoint>.stride
    }
}
