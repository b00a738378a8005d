public import LabValues

/// The way back to whoever sent a command; bounded and never waiting: `send` may drop what nobody takes.
public struct ReplyRoute: Sendable {
    /// Sends a reply; `place` is the command's `reply_to` where that is allowed.
    public let send: @Sendable (_ reply: CommandReply, _ place: String?) -> Void

    /// A way back.
    public init(_ send: @escaping @Sendable (_ reply: CommandReply, _ place: String?) -> Void) { self.send = send }

    /// For commands nobody awaits a reply to.
    public static let none = ReplyRoute { _, _ in }
}
