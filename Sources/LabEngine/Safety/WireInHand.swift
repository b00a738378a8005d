import LabTransport
import Synchronization

/// A wire that is being opened: whoever gives it up closes it, however late it opens.
final class WireInHand: Sendable {
    private let state = Mutex((link: (any ByteLink)?.none, isGivenUp: false))

    /// The wire has opened.
    ///
    /// - Throws: `CancellationError` when it was given up meanwhile; it is then closed.
    func take(_ link: any ByteLink) throws(CancellationError) {
        let isGivenUp = state.withLock { state in
            state.link = link
            return state.isGivenUp
        }
        guard isGivenUp else { return }
        link.close()
        throw CancellationError()
    }

    /// Nobody wants it any more.
    func giveUp() {
        let link = state.withLock { state in
            state.isGivenUp = true
            return state.link
        }
        link?.close()
    }
}
