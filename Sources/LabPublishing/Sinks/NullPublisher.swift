public import LabValues

/// Forgets every record at once: for trying out, and for measuring everything else.
public struct NullPublisher: PublisherKind {
    public static let scheme = "null"
    public static let summary = "null: records nothing"

    /// A publisher that forgets.
    public init() {}

    public static func open(_ opening: PublisherOpening) throws -> any Publisher {
        guard opening.sink.rest.isEmpty else {
            throw SinkFault.badRest(text: opening.sink.text, expected: "nothing follows “null”")
        }
        return NullPublisher()
    }

    public func publish(_ records: [Record]) async throws {}
}
