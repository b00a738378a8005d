@_exported public import LabValues

/// A publisher that can be named on the command line as `SCHEME:REST`.
public protocol PublisherKind: Publisher {
    /// What stands before the colon: `file`.
    static var scheme: String { get }
    /// One line for the list of sinks.
    static var summary: String { get }
    /// Whether it writes to this host: its failure is then a failure of storage, and ends the run safely.
    static var isLocal: Bool { get }
    /// Makes ready to publish the records of `experiment`; connects to nothing that might be away.
    ///
    /// - Throws: `SinkFault`, or a fault of its own, when the sink can never work.
    static func open(_ sink: SinkAddress, for experiment: ExperimentID) throws -> any Publisher
}

extension PublisherKind {
    public static var isLocal: Bool { false }
}

extension Array where Element == any PublisherKind.Type {
    /// The publishers that need no library: `file` and `null`.
    public static var builtIn: Self { [FilePublisher.self, NullPublisher.self] }
}
