public import LabControl
public import LabValues

/// How a run is commanded: who may say what, who listens, and what is written down about it.
public struct CommandSetup: Sendable {
    /// What may come unsigned over a shared channel.
    public var policy = CommandPolicy()
    /// Keys, station and clocks.
    public var signatures = SignatureRules()
    /// Where replies may go.
    public var replyTo = ReplyPattern.standard
    /// Where the ids of signed commands outlive this process; nil keeps them in memory only.
    public var seen: SeenIDJournal?
    /// Where every command and its outcome is written down; nil for nowhere.
    public var audit: AuditFile?
    /// What hears commands.
    public var listeners: [any CommandListener] = []
    /// What happens when a listener is lost for `listenerDeadline`, or `pingIssuer` is silent for it.
    public var onListenerLost = ListenerVigil.Action.continue
    /// How long a listener may be lost.
    public var listenerDeadline = Duration.seconds(60)
    /// Who must say `ping`: the dead-man's switch; nil for none.
    public var pingIssuer: String?

    /// A run that nobody commands from afar.
    public init() {}
}
