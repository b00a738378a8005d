import Glibc

/// The calls that fail when a disk does, replaceable so that its failures can be rehearsed.
struct Disk: Sendable {
    /// As write(2).
    var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int
    /// As ftruncate(2).
    var truncate: @Sendable (Int32, Int) -> Int32
    /// As fsync(2).
    var synchronise: @Sendable (Int32) -> Int32

    /// The disk of this host.
    static let real = Disk(
        write: { Glibc.write($0, $1.baseAddress, $1.count) },
        truncate: { ftruncate($0, $1) },
        synchronise: { fsync($0) })

    /// Writes all of `bytes`, in as few calls as the system allows.
    ///
    /// - Returns: how many bytes were written, and the error that ended it early.
    func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> (written: Int, errorNumber: Int32?) {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]))
                if count > 0 {
                    written += count
                } else if count == 0 {
                    return (written, ENOSPC)
                } else if errno != EINTR {
                    return (written, errno)
                }
            }
            return (written, nil)
        }
    }
}
