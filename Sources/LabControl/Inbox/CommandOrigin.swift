/// Where a command came in.
public struct CommandOrigin: Sendable, Hashable {
    /// Who else could have sent it.
    public enum Channel: Sendable, Hashable {
        /// Only who the operating system lets: the socket, standard input, a signal. Meant for this run.
        case local
        /// Whoever can write to it; other runs read it too: Kafka.
        case shared
    }

    /// `stdin`, `socket`, `kafka`, …: the listener's name.
    public var source: String
    /// Who else could have sent it.
    public var channel: Channel
    /// Who is at the other end, as far as the channel knows: `uid 1000 pid 4711`.
    public var peer: String?

    /// An origin.
    public init(_ source: String, _ channel: Channel, peer: String? = nil) {
        (self.source, self.channel, self.peer) = (source, channel, peer)
    }
}
