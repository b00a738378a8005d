import Glibc

/// Wakes a thread that waits in poll(2); safe to ring from any thread, and from a signal handler.
///
/// Where the operating system has no descriptors left it is deaf, and whoever waits looks up every 20 ms instead: the way
/// to a safe cell opens wires anew, and must not end for want of a pipe.
package final class WakePipe: Sendable {
    /// Readable after a ring; -1, which poll(2) leaves out, when it is deaf.
    package let descriptor: Int32
    private let writing: Int32

    /// A pipe of its own.
    package convenience init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { ends = [-1, -1] }
        self.init(ends)
    }

    /// The two ends of a pipe; both -1 for one that is deaf.
    init(_ ends: [Int32]) {
        (descriptor, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        close(writing)
    }

    /// How long a poll(2) that this should wake may wait, where it would wait for `milliseconds` (-1: for ever).
    package func patience(_ milliseconds: Int32) -> Int32 {
        guard descriptor < 0 else { return milliseconds }
        return milliseconds < 0 ? 20 : min(milliseconds, 20)
    }

    /// Makes the descriptor readable; a full pipe is readable already.
    package func ring() {
        let before = errno  // a signal handler must leave it as it was
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
        errno = before
    }

    /// Makes it unreadable again.
    package func clear() {
        var bytes: UInt64 = 0
        while read(descriptor, &bytes, MemoryLayout<UInt64>.size) > 0 {}
    }
}
