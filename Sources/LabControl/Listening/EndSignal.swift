import LabValues
import Synchronization

/// Tells a listener's thread to end, also where the operating system has no pipe left to wake it by.
final class EndSignal: Sendable {
    /// What the thread polls; every ring may mean something else too.
    let wake = WakePipe()
    private let flag = Atomic(false)

    /// Whether the thread shall end.
    var hasCome: Bool { flag.load(ordering: .acquiring) }

    func give() {
        flag.store(true, ordering: .releasing)
        wake.ring()
    }
}
