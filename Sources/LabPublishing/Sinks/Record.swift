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

    /// A message whose encoded form is at hand.
    package init(_ message: NumberedMessage, encodedAs bytes: [UInt8]) {
        (self.message, self.bytes) = (message, bytes)
    }

    /// The place of the message in its experiment, from 1.
    public var seq: Int { message.seq }

    /// Roughly how much memory it holds.
    package var footprint: Int {
        MemoryLayout<Record>.stride + bytes.count + message.message.pointCount * MemoryLayout<EchemPoint>.stride
    }
}
