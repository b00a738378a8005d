#if Kafka
public import LabValues

/// What a feed of experiments delivers.
public enum FeedElement: Sendable, Hashable {
    /// An event, in its place.
    case event(NumberedMessage)
    /// Points, in their place.
    case points(NumberedMessage)
    /// Messages that are not there although later ones are; should one arrive after all, it follows out of its place.
    case gap(ExperimentID, ClosedRange<Int>)
    /// A message in a place that another writer has filled: two machines use one experiment id.
    case clash(NumberedMessage, with: WriterID)
    /// A message that is none of ours.
    case malformed(UnreadableMessage)

    /// The element of a message in its place.
    init(_ message: NumberedMessage) {
        switch message.message.content {
        case .event: self = .event(message)
        case .points: self = .points(message)
        }
    }

    /// The message it carries; nil for a gap and for what cannot be read.
    public var message: NumberedMessage? {
        switch self {
        case .event(let message), .points(let message), .clash(let message, _): message
        case .gap, .malformed: nil
        }
    }
}

/// A message that cannot be read, and where it lies.
public struct UnreadableMessage: Sendable, Hashable {
    /// Why it cannot be read.
    public enum Cause: Error, Sendable, Hashable {
        /// It has no content.
        case empty
        /// It is not what our messages look like.
        case malformed(MalformedMessage)
        /// Its `seq` is no place in an experiment.
        case badPlace(Int)
    }

    public var topic: String
    public var partition: Int32
    public var offset: Int64
    public var cause: Cause

    /// A message that lies there.
    public init(topic: String, partition: Int32, offset: Int64, cause: Cause) {
        (self.topic, self.partition, self.offset, self.cause) = (topic, partition, offset, cause)
    }
}
#endif
