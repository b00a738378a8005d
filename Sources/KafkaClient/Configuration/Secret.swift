#if Kafka
/// A text that nothing prints: no description, no reflection, no error.
public struct Secret: Sendable, Hashable {
    /// The text itself, for the library only.
    let revealed: String

    /// A secret that came from elsewhere, for example from the environment.
    public init(_ text: String) { revealed = text }

    /// Reads a secret from a file of at most 64 KiB that only its owner may read; a last line end is cut off.
    ///
    /// - Throws: ``KafkaError/secretFile(path:fault:)``.
    public init(file path: String) throws(KafkaError) { self.init(try SecretFile.read(path)) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var debugDescription: String { "(secret)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
#endif
