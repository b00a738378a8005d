public import LabValues

/// A message on its way out, encoded once for all publishers.
public struct Record: Sendable {
    /// A message is copied a dozen times between the queue and the wire: one reference instead of five.
    private final class Contents: Sendable {
        let message: NumberedMessage
        let bytes: [UInt8]

        init(_ message: NumberedMessage, _ bytes: [UInt8]) { (self.message, self.bytes) = (message, bytes) }
    }
    private let contents: Contents

    /// The message, for a publisher with a form of its own.
    public var message: NumberedMessage { contents.message }
    /// The message as one line of UTF-8 JSON, without the line feed.
    public var bytes: [UInt8] { contents.bytes }

    /// Encodes a message.
    public init(_ message: NumberedMessage) { contents = Contents(message, message.encoded) }

    /// Takes a message that was stored as it was sent: the bytes stay exactly those.
    ///
    /// - Throws: `MalformedMessage` when they are no message on one line.
    public init(stored bytes: [UInt8]) throws(MalformedMessage) {
        if let feed = bytes.firstIndex(of: UInt8(ascii: "\n")) { throw .noJSON(.unexpected(at: feed)) }
        contents = Contents(try NumberedMessage(line: bytes), bytes)
    }

    /// The place of the message in its experiment, from 1.
    public var seq: Int { contents.message.seq }

    /// Roughly how much memory it holds.
    package var footprint: Int {
        MemoryLayout<NumberedMessage>.stride + bytes.count + message.message.pointCount
            * MemoryLayout<EchemPoint>.stride
    }
}
