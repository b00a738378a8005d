public import LabValues
import Synchronization

/// What author code has been lent, and whether it still may use it. Revoked once, for ever.
final class HandleLease: Sendable {
    private let revoked = Mutex(false)
    var isRevoked: Bool { revoked.withLock { $0 } }
    func revoke() { revoked.withLock { $0 = true } }
}

/// The run is stopping: nothing more can be asked of an instrument.
public struct HandleRevoked: LabFault, Hashable {
    public var code: String { "revoked" }
    public var description: String { "The run is stopping; its instruments can no longer be used." }
}
