@_exported public import LabValues

/// A publisher that can be named on the command line as `SCHEME:REST`.
public protocol PublisherKind: Publisher {
    /// What stands before the colon: `file`.
    static var scheme: String { get }
    /// One line for the list of sinks.
    static var summary: String { get }
    /// Whether it writes to this host: its failure is then a failure of storage, and ends the run safely.
    static var isLocal: Bool { get }
    /// The configuration keys it reads, beside those every run knows.
    static var settingKeys: [SettingKey] { get }

    /// The sink in a form that means the same in another working directory; it is what the outbox remembers.
    static func settled(_ sink: SinkAddress) throws -> SinkAddress

    /// The highest `seq` that the sink itself holds of an experiment, where it lies on this host; nil otherwise.
    ///
    /// An outbox that was damaged learns from it how far the experiment had come.
    static func highestSeq(at sink: SinkAddress, for experiment: ExperimentID) throws -> Int?

    /// Makes ready to publish the records of an experiment; connects to nothing that might be away.
    ///
    /// - Throws: `SinkFault`, `SettingFault`, or a fault of its own, when the sink can never work.
    static func open(_ opening: PublisherOpening) throws -> any Publisher
}

extension PublisherKind {
    public static var isLocal: Bool { false }
    public static var settingKeys: [SettingKey] { [] }
    public static func settled(_ sink: SinkAddress) throws -> SinkAddress { sink }
    public static func highestSeq(at sink: SinkAddress, for experiment: ExperimentID) throws -> Int? { nil }
}

extension Array where Element == any PublisherKind.Type {
    /// The publishers that need no library: `file` and `null`.
    public static var builtIn: Self { [FilePublisher.self, NullPublisher.self] }
}
