import Glibc

/// Files that only their owner may look into, reached by no link.
enum PrivateFile {
    /// Opens `path` for reading and writing, makes it with mode 0600 when it is missing.
    static func open(_ path: String) throws(ControlFault) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
        guard descriptor >= 0 else {
            let number = errno
            throw number == ELOOP ? .isLink(path: path) : .cannotOpen(path: path, errorNumber: number)
        }
        do { try check(descriptor, path) } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func check(_ descriptor: Int32, _ path: String) throws(ControlFault) {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .cannotOpen(path: path, errorNumber: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard facts.st_uid == geteuid() else { throw .foreign(path: path, owner: facts.st_uid) }
        guard facts.st_mode & 0o077 == 0 || fchmod(descriptor, 0o600) == 0 else {
            throw .cannotOpen(path: path, errorNumber: errno)
        }
    }

    /// Writes all of `bytes` at `place`; what a full disk took of them is cut off again.
    static func write(_ bytes: [UInt8], to descriptor: Int32, at place: off_t) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, place + off_t(written))
            }
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                let number = errno
                if written > 0 { _ = ftruncate(descriptor, place) }  // when this fails too, readers skip the torn line
                errno = number
                return false
            }
        }
        return true
    }

    /// The whole lines of a file, from its start; none of one that is too long.
    static func lines(of descriptor: Int32, longestFile: Int) -> [[UInt8]] {
        var bytes: [UInt8] = []
        while let chunk = chunk(of: descriptor, at: bytes.count), !chunk.isEmpty {
            bytes += chunk
            guard bytes.count <= longestFile else { return [] }
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    /// Up to 64 KiB from `place` on; empty at the end, nil on an error.
    static func chunk(of descriptor: Int32, at place: Int) -> [UInt8]? {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, used in
                count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(place))
                used = max(0, count)
            }
            if count >= 0 { return bytes }
            if errno != EINTR { return nil }
        }
    }
}
