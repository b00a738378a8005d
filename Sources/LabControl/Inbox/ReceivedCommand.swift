public import LabValues

/// A command the run must answer: once, or `accepted` and then once.
public struct ReceivedCommand: Sendable, Hashable {
    /// What the answer refers to.
    public struct Ticket: Sendable, Hashable {
        var number: UInt64
    }

    /// What the answer refers to.
    public let ticket: Ticket
    /// The command itself; `id` is there where the sender or its channel gave one.
    public let command: Command
    /// Where it came in.
    public let origin: CommandOrigin
    /// The key that signed it, checked; nil when it came unsigned.
    public let signer: String?
    /// When it came.
    public let arrival: LabInstant

    /// Whether somebody we know sent it: by a checked signature, or through the operating system's permissions.
    public var isAuthenticated: Bool { signer != nil || origin.channel == .local }
}
