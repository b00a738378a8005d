import Glibc

extension ControlSocketPath {
    /// Whether a run listens there. A dead socket of ours is taken away; anything else is left alone.
    ///
    /// - Throws: `ControlFault` for a link, for something of another user's, and for what is no socket.
    public func isLive() throws(ControlFault) -> Bool {
        do throws(ControlFault) {
            try removeDead()
            return false
        } catch {
            switch error {
            case .inUse: return true
            case .cannotOpen(_, ENOENT): return false  // no directory, no run
            default: throw error
            }
        }
    }

    private func removeDead() throws(ControlFault) {
        let directory = try SocketDirectory(of: self)
        directory.lock()
        defer { directory.unlock() }
        try ListeningSocket.removeDead(in: directory)
    }
}
