/// What a run says to the world: an event, or points.
public struct LabMessage: Sendable, Hashable {
    /// The two kinds of messages; each has a topic and a file of its own.
    public enum Content: Sendable, Hashable {
        case event(EventName, data: JSONObject)
        case points(PointBatch)
    }

    /// When it was made.
    public var timestamp: Timestamp
    /// What it says.
    public var content: Content

    /// A message made at `timestamp`.
    public init(timestamp: Timestamp, content: Content) {
        self.timestamp = timestamp
        self.content = content
    }

    /// The points it carries; 0 for an event.
    public var pointCount: Int { if case .points(let batch) = content { batch.points.count } else { 0 } }
}

/// A message with its place in the experiment: what publishers get.
public struct NumberedMessage: Sendable, Hashable {
    /// The experiment it belongs to.
    public var experiment: ExperimentID
    /// From 1, rising by 1 over events and data together.
    public var seq: Int
    /// The process that wrote it.
    public var writer: WriterID
    /// The message itself.
    public var message: LabMessage

    /// A message in its place.
    public init(experiment: ExperimentID, seq: Int, writer: WriterID, message: LabMessage) {
        self.experiment = experiment
        self.seq = seq
        self.writer = writer
        self.message = message
    }
}
