import Glibc
import LabPublishing

/// Space kept back on the disk, so that on a full one what is most needed can still be written.
///
/// On a full disk SQLite can neither delete nor checkpoint: both write to its log first.
struct DiskReserve: Sendable {
    /// As much as the log may hold.
    static let bytes = 4 << 20

    let path: String

    /// Takes the space; harmless when it is held already.
    ///
    /// - Throws: `StorageFault`; then nothing is left behind.
    func take() throws(StorageFault) {
        let descriptor = open(path, O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageFault(path: path, errorNumber: errno) }
        defer { close(descriptor) }
        let failure = posix_fallocate(descriptor, 0, off_t(Self.bytes))
        guard failure != 0 else { return }
        unlink(path)
        throw StorageFault(path: path, errorNumber: failure)
    }

    /// Takes the space back when there is four times as much; whether it is held then.
    func retake() -> Bool {
        var status = statvfs()
        guard statvfs((path as String).directory, &status) == 0 else { return false }
        guard UInt64(status.f_bavail) * UInt64(status.f_frsize) > UInt64(4 * Self.bytes) else { return false }
        do { try take() } catch { return false }
        return true
    }

    /// Gives the space to whoever writes next.
    func release() { unlink(path) }
}

extension String {
    /// The directory a path lies in.
    var directory: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
