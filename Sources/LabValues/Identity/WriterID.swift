/// Names one process that writes messages, so that two machines with one experiment id are told apart.
public struct WriterID: Sendable, Hashable, CustomStringConvertible {
    /// Eight hexadecimal digits.
    public let text: String
    public var description: String { text }

    /// A writer's name made of a random number.
    public init(random: UInt32) { text = hexadecimal(UInt64(random), digits: 8) }
    /// A name read from a message.
    public init(text: String) { self.text = text }
}
