import Glibc
import SwiftOverlayShims

/// The calls that change a disk, replaceable so that its failures, and a death between any two, can be rehearsed.
struct Disk: Sendable {
    /// As write(2).
    var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int
    /// As ftruncate(2).
    var truncate: @Sendable (Int32, Int) -> Int32
    /// As fsync(2).
    var synchronise: @Sendable (Int32) -> Int32
    /// As openat(2), for a file that nobody else may read.
    var open: @Sendable (Int32, String, Int32) -> Int32 = { openat($0, $1, $2, 0o600) }
    /// As mkdirat(2), for a directory that nobody else may enter.
    var makeDirectory: @Sendable (Int32, String) -> Int32 = { mkdirat($0, $1, 0o700) }
    /// As renameat(2) within one directory.
    var rename: @Sendable (Int32, String, String) -> Int32 = { renameat($0, $1, $0, $2) }
    /// As unlinkat(2), for a file.
    var remove: @Sendable (Int32, String) -> Int32 = { unlinkat($0, $1, 0) }

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
