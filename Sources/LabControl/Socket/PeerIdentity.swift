import Glibc

/// Who is at the other end of a unix socket, as the kernel noted when the connection was made (SO_PEERCRED, unix(7)).
struct PeerIdentity: Sendable, Hashable, CustomStringConvertible {
    var pid: Int32
    var uid: UInt32

    init(pid: Int32, uid: UInt32) { (self.pid, self.uid) = (pid, uid) }

    /// Nil when the kernel does not say.
    init?(of socket: Int32) {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; } of <sys/socket.h>, which glibc shows with _GNU_SOURCE only.
        var credentials: (pid: Int32, uid: UInt32, gid: UInt32) = (0, UInt32.max, UInt32.max)
        var size = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0, credentials.pid > 0 else {
            return nil
        }
        self.init(pid: credentials.pid, uid: credentials.uid)
    }

    /// Ourselves or root.
    var isTrusted: Bool { uid == geteuid() || uid == 0 }

    var description: String { "uid \(uid) pid \(pid)" }
}
