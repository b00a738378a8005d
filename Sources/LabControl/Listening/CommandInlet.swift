public import LabValues

/// A listener's own way into the inbox.
public struct CommandInlet: Sendable {
    /// The listener's name, which becomes the commands' source.
    public let source: String
    let inbox: CommandInbox
    private let onChange: @Sendable (_ isListening: Bool, _ reason: String?) -> Void

    /// An inlet for the listener called `source`; `onChange` is told whether it hears anything.
    public init(
        _ source: String, into inbox: CommandInbox,
        onChange: @escaping @Sendable (_ isListening: Bool, _ reason: String?) -> Void = { _, _ in }
    ) {
        (self.source, self.inbox, self.onChange) = (source, inbox, onChange)
    }

    /// Takes in a line as it came.
    ///
    /// - Parameters:
    ///   - channel: who else could have sent it.
    ///   - peer: who is at the other end, as far as the channel knows.
    ///   - fallbackID: the command's id where it has none.
    public func receive(
        line: some Sequence<UInt8>, over channel: CommandOrigin.Channel, peer: String? = nil,
        fallbackID: String? = nil, route: ReplyRoute = .none
    ) {
        inbox.receive(
            line: line, from: CommandOrigin(source, channel, peer: peer), fallbackID: fallbackID, route: route)
    }

    /// Takes in a command.
    public func receive(
        _ command: Command, over channel: CommandOrigin.Channel, peer: String? = nil, fallbackID: String? = nil,
        route: ReplyRoute = .none
    ) {
        inbox.receive(
            command, from: CommandOrigin(source, channel, peer: peer), fallbackID: fallbackID, route: route)
    }

    /// Counts a line that was longer than is read.
    public func receiveTooLong(over channel: CommandOrigin.Channel, peer: String? = nil, route: ReplyRoute = .none) {
        refuse(
            .tooLong(what: "command", limit: CommandInbox.longestCommand), over: channel, peer: peer, route: route)
    }

    /// Counts something the listener itself refuses.
    public func refuse(
        _ refusal: CommandRefusal, over channel: CommandOrigin.Channel, peer: String? = nil, route: ReplyRoute = .none
    ) {
        inbox.refuse(nil, from: CommandOrigin(source, channel, peer: peer), refusal, route)
    }

    /// The listener hears commands from now on.
    public func isListening() { onChange(true, nil) }

    /// The listener lives, but hears nothing for now: its broker is away.
    public func isDeaf(because reason: String) { onChange(false, reason) }
}
