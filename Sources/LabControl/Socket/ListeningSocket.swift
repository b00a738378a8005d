import Glibc

/// A unix socket that only this user reaches, and that goes with its owner.
struct ListeningSocket: ~Copyable {
    let descriptor: Int32
    private let directory: SocketDirectory
    private let made: stat?

    private static let backlog: Int32 = 64

    /// Binds and listens.
    ///
    /// A dead socket is taken away first; a live one of another run, a link, and anything else are left alone.
    /// - Throws: `ControlFault`.
    static func open(at path: ControlSocketPath) throws(ControlFault) -> ListeningSocket {
        let directory = try SocketDirectory(of: path)
        let (descriptor, made) = try bound(in: directory)
        return ListeningSocket(descriptor, in: directory, made)
    }

    private init(_ descriptor: Int32, in directory: consuming SocketDirectory, _ made: stat?) {
        (self.descriptor, self.made) = (descriptor, made)
        self.directory = directory
    }

    private static func bound(in directory: borrowing SocketDirectory) throws(ControlFault) -> (Int32, stat?) {
        directory.lock()
        defer { directory.unlock() }
        try removeDead(in: directory)
        let socket = try newSocket()
        // The socket file gets the descriptor's mode, less the umask (Linux, unix_bind): it is never open to all.
        fchmod(socket, 0o600)
        do throws(ControlFault) {
            guard try directory.withAddress({ bind(socket, $0, $1) }) == 0 else {
                throw .cannotOpen(path: "\(directory.path)", errorNumber: errno)
            }
            fchmodat(directory.descriptor, directory.path.name, 0o600, 0)
            guard listen(socket, backlog) == 0 else { throw .system(call: "listen", errorNumber: errno) }
        } catch {
            close(socket)
            throw error
        }
        return (socket, directory.entry())
    }

    /// Takes its own file away, never another's.
    deinit {
        close(descriptor)
        directory.lock()
        if let made, let now = directory.entry(), now.st_ino == made.st_ino, now.st_dev == made.st_dev {
            directory.remove()
        }
        directory.unlock()
    }

    /// Takes away what a run that died has left.
    static func removeDead(in directory: borrowing SocketDirectory) throws(ControlFault) {
        let path = "\(directory.path)"
        guard let facts = directory.entry() else { return }
        switch facts.st_mode & S_IFMT {
        case S_IFLNK: throw .isLink(path: path)
        case S_IFSOCK: break
        default: throw .notASocket(path: path)
        }
        guard facts.st_uid == geteuid() else { throw .foreign(path: path, owner: facts.st_uid) }
        let socket = try newSocket()
        defer { close(socket) }
        let isRefused = try directory.withAddress { connect(socket, $0, $1) } != 0 && errno == ECONNREFUSED
        guard isRefused else { throw .inUse(path: path, pid: PeerIdentity(of: socket)?.pid) }
        directory.remove()
    }
}

/// A stream socket that does not block and is not inherited.
func newSocket() throws(ControlFault) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { throw .system(call: "socket", errorNumber: errno) }
    return descriptor
}
