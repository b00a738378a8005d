/// Where a command comes from.
public struct CommandSource: Sendable, Hashable {
    /// `signal`, `socket`, `kafka`, `stdin`, `task`.
    public var name: String
    /// Who sent it, when known.
    public var issuer: String?
    /// The reason a stop from here gives the outcome: `command` or `signal`.
    public var reason: String
    /// Whether somebody we know sent it: an unsigned remote pause never leaves a cell on.
    public var isAuthenticated = true

    /// What the sender says about it: the parameter `reason`.
    public var remark: String?

    /// A source called `name`.
    public init(name: String, issuer: String? = nil, reason: String) {
        self.name = name
        self.issuer = issuer
        self.reason = reason
    }
}
