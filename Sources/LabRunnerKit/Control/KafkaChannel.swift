#if Kafka
import FoundationEssentials
import LabControl
import LabKafka
import LabValues

/// The way to every run that reads the command topic of a cluster.
struct KafkaChannel: CommandChannel {
    let servers: String
    let client: KafkaCommandClient
    /// Signs what is sent; nil sends it unsigned.
    let key: SigningKey?

    var place: String { "kafka \(servers)" }

    func send(
        _ command: Command, within patience: ReplyPatience, onReply: @escaping @Sendable (CommandReply) -> Void
    ) async throws -> [CommandReply] {
        try await client.send(
            try prepared(command), first: patience.first, last: patience.last, onReply: onReply)
    }

    /// The command as it goes to many readers: who sends it from where, where replies go, and for how long it is good.
    func prepared(_ command: Command) throws(KeyFault) -> Command {
        var command = command
        command.replyTo = client.replyTo
        command.issuer = command.issuer.map { String("\($0)@\(ProcessInfo.processInfo.hostName)".prefix(128)) }
        command.nonce = hexadecimal(UInt64.random(in: 0 ... .max), digits: 16)
        command.expires = command.timestamp + SignatureRules.longestLife
        guard let key else { return command }
        return try key.sign(command)
    }
}
#endif
