public import LabValues
import Synchronization

/// What author code has been lent, and whether it still may use it. Revoked once, for ever.
final class HandleLease: Sendable {
    private let revoked = Mutex(false)
    var isRevoked: Bool { revoked.withLock { $0 } }
    func revoke() { revoked.withLock { $0 = true } }
}

/// The step is over or the run is stopping: nothing more can be asked of the bench it lent.
public struct HandleRevoked: LabFault, Hashable {
    public var code: String { "revoked" }
    public var description: String { "The step is over or the run is stopping: its bench can no longer be used." }
}
