import Glibc

/// The directory of a control socket, held open: what is checked is what is used, whoever renames what meanwhile.
struct SocketDirectory: ~Copyable {
    let descriptor: Int32
    let path: ControlSocketPath

    /// Opens the directory.
    ///
    /// - Parameter isOurs: whether it must be ours; root may look into those of others.
    /// - Throws: `ControlFault` when it is a link, another user's, or open to others.
    init(of path: ControlSocketPath, isOurs: Bool = true) throws(ControlFault) {
        self.path = path
        descriptor = open(path.directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            let isLink = number == ELOOP || Self.isLink(path.directory)
            throw isLink ? .isLink(path: path.directory) : .cannotOpen(path: path.directory, errorNumber: number)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw .cannotOpen(path: path.directory, errorNumber: errno)
        }
        guard facts.st_uid == geteuid() || (!isOurs && geteuid() == 0) else {
            throw .foreign(path: path.directory, owner: facts.st_uid)
        }
        guard facts.st_mode & 0o022 == 0 else { throw .openDirectory(path: path.directory, mode: facts.st_mode) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private static func isLink(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
    }

    /// What stands at the socket's name; nil when nothing does.
    func entry() -> stat? {
        var facts = stat()
        return fstatat(descriptor, path.name, &facts, AT_SYMLINK_NOFOLLOW) == 0 ? facts : nil
    }

    /// One at a time: two runs that both find a dead socket must not unlink each other's.
    func lock() { while flock(descriptor, LOCK_EX) != 0, errno == EINTR {} }

    func unlock() { flock(descriptor, LOCK_UN) }

    /// Removes the entry.
    func remove() { unlinkat(descriptor, path.name, 0) }

    /// Calls `body` with the socket's address: by way of the open directory, so that neither its length nor a renaming
    /// matters.
    func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) throws(ControlFault) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array("/proc/self/fd/\(descriptor)/\(path.name)".utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .pathTooLong(path: "\(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
