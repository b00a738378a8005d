public import LabValues

/// What an inbox holds commands against.
public struct InboxRules: Sendable {
    /// The run that listens.
    public var experiment: ExperimentID
    /// The commands it knows; the program's own are added.
    public var commands: [String]
    /// What may come unsigned over a shared channel.
    public var policy: CommandPolicy
    /// Keys, station and clocks.
    public var signatures: SignatureRules
    /// Where replies may go.
    public var replyTo: [ReplyPattern]
    /// How many commands may wait; `stop` has places of its own.
    public var capacity = 64
    /// How many answered commands are remembered with their replies.
    public var memory = 1024

    /// The longest id, issuer, nonce, station, key id or name of a command, in bytes.
    public static let longestName = 128
    /// The longest `reply_to`, in bytes: a Kafka topic has 249 at most, and a partition may follow.
    public static let longestReplyTo = 256
    /// How many `stop` commands are told apart at a time; what comes beside them is `superseded`.
    public static let stopPlaces = 64

    /// Rules for one run.
    public init(
        experiment: ExperimentID, programCommands: [String] = [], policy: CommandPolicy = CommandPolicy(),
        signatures: SignatureRules = SignatureRules(), replyTo: [ReplyPattern] = ReplyPattern.standard
    ) {
        self.experiment = experiment
        commands = CommandName.builtIn + programCommands
        (self.policy, self.signatures, self.replyTo) = (policy, signatures, replyTo)
    }

    /// Whether a reply may go to `place`; a local channel has one way back, whatever the command says.
    func allowsReplies(to place: String, from origin: CommandOrigin) -> Bool {
        origin.channel == .local || replyTo.contains { $0.matches(place) }
    }
}
