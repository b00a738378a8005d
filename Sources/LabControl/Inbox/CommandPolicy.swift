import LabValues

/// Which commands may come without a signature over a channel that others can write to.
public struct CommandPolicy: Sendable, Hashable {
    /// The setting `commands.acceptUnsigned`.
    public enum AcceptUnsigned: String, Sendable, Hashable, CaseIterable {
        /// What can only make a run safer, or asks: `pause`, `stop`, `status`, `ping`, `note`, tighter limits.
        case safer
        /// Everything.
        case all
        /// Nothing.
        case none
    }

    /// The name of the setting, for refusals.
    public static let setting = "commands.acceptUnsigned"
    /// What `safer` lets in. `set_limit` can only tighten (PROMISES §5).
    public static let safer: Set = [
        CommandName.pause, CommandName.stop, CommandName.status, CommandName.ping, CommandName.note,
        CommandName.setLimit,
    ]

    /// What holds here.
    public var acceptUnsigned: AcceptUnsigned

    /// A policy; the default is `safer`.
    public init(acceptUnsigned: AcceptUnsigned = .safer) { self.acceptUnsigned = acceptUnsigned }

    /// Whether a command called `name` may come unsigned.
    public func acceptsUnsigned(_ name: String) -> Bool {
        switch acceptUnsigned {
        case .safer: Self.safer.contains(name)
        case .all: true
        case .none: false
        }
    }
}
