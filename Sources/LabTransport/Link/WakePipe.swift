import Glibc

/// Wakes a thread that waits in poll(2); safe to ring from any thread, and from a signal handler.
public final class WakePipe: Sendable {
    /// Readable after a ring.
    public let descriptor: Int32
    private let writing: Int32

    /// A pipe of its own.
    public init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "The operating system gives no more descriptors.")
        (descriptor, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(descriptor)
        close(writing)
    }

    /// Makes the descriptor readable; a full pipe is readable already.
    public func ring() {
        let before = errno  // a signal handler must leave it as it was
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
        errno = before
    }

    /// Makes it unreadable again.
    public func clear() {
        var bytes: UInt64 = 0
        while read(descriptor, &bytes, MemoryLayout<UInt64>.size) > 0 {}
    }
}
