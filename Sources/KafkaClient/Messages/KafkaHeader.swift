#if Kafka
/// A name and a value that travel beside a message; names may repeat.
public struct KafkaHeader: Sendable, Hashable {
    public var name: String
    /// Nil is not the same as empty.
    public var value: [UInt8]?

    public init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    /// A header whose value is text in UTF-8.
    public init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

    /// The value as text; nil when it is none.
    public var text: String? { value.flatMap { String(validating: $0, as: UTF8.self) } }
}
#endif
