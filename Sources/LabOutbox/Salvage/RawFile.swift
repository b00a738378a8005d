import Glibc

/// A file read piece by piece; a piece that cannot be read is empty.
final class RawFile {
    /// The page size every outbox is made with.
    static let pageBytes = 4096

    private let descriptor: Int32
    /// How long it is, in bytes.
    let size: Int

    /// Opens a plain file of this user; nil when there is none.
    init?(_ path: String) {
        descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            size = 0
            return nil
        }
        size = Int(status.st_size)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// At most `count` bytes from `place` on; fewer at the end of the file, and where the disk fails.
    func bytes(at place: Int, count: Int) -> [UInt8] {
        guard place >= 0, place < size, count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: min(count, size - place)) { buffer, filled in
            while filled < buffer.count {
                let part = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(place + filled))
                guard part > 0 else { return }
                filled += part
            }
        }
    }
}
