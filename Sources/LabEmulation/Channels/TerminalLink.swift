import Glibc

/// A symbolic link that gives a terminal a lasting name. Replaces nothing but another symbolic link.
struct TerminalLink: Sendable {
    private let path: String
    private let target: String

    init(at path: String, to target: String) throws(EmulatorError) {
        self.path = path
        self.target = target
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFLNK else {
                throw .linkRefused(path: path, reason: "something that is not a symbolic link is there")
            }
            unlink(path)
        }
        guard symlink(target, path) == 0 else {
            throw .linkRefused(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// The same link to another terminal, or nil when it cannot be made.
    func led(to target: String) -> TerminalLink? {
        try? TerminalLink(at: path, to: target)  // the terminal itself still serves
    }

    /// Removes the link, unless it has come to point elsewhere.
    func remove() {
        var found = [CChar](repeating: 0, count: 256)
        let count = readlink(path, &found, found.count)
        guard count > 0 else { return }
        let bytes = found.prefix(count).map { UInt8(bitPattern: $0) }
        if String(decoding: bytes, as: UTF8.self) == target { unlink(path) }
    }
}
