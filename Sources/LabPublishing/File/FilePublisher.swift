public import LabValues

/// Writes an experiment to a directory of its own: JSON lines, a CSV table per step, scripts and a summary.
public actor FilePublisher: PublisherKind {
    public static let scheme = "file"
    public static let summary = "file:DIR: JSON lines and CSV tables in DIR/EXPERIMENT_ID/"
    public static let isLocal = true

    /// The directory of the experiment.
    public nonisolated let location: String?

    init(in directory: String, for experiment: ExperimentID) throws {
        location = directory + "/" + experiment.text
    }

    public static func open(_ sink: SinkAddress, for experiment: ExperimentID) throws -> any Publisher {
        guard !sink.rest.isEmpty else {
            throw SinkFault.badRest(text: sink.text, expected: "a directory must follow “file:”")
        }
        return try FilePublisher(in: sink.rest, for: experiment)
    }

    public func publish(_ records: [Record]) async throws {}
}
