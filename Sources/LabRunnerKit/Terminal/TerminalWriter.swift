import Glibc
import LabValues

/// Writes to a descriptor from a thread of its own: nobody waits for a terminal that is stopped or a pipe that is full.
///
/// Bounded: when the far side does not read, the newest text is dropped, never the run.
final class TerminalWriter: Sendable {
    private struct Queue {
        var pending: [UInt8] = []
        var isWriting = false
    }

    private let queue = Monitor(Queue())
    private let descriptor: Int32
    private static let capacity = 256 * 1024

    /// Whether a person watches.
    let isTerminal: Bool

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        startThread { [self] in serve() }
    }

    /// Queues text.
    func write(_ text: String) {
        queue.update { queue in
            let bytes = Array(text.utf8)
            if queue.pending.count + bytes.count <= Self.capacity { queue.pending += bytes }
        }
    }

    /// Queues a line.
    func line(_ text: String) { write(text + "\n") }

    /// Waits until everything is written, but no longer than `limit`.
    func flush(within limit: Duration = .milliseconds(500)) {
        _ = queue.wait(for: limit) { $0.pending.isEmpty && !$0.isWriting ? true : nil }
    }

    /// How many columns the terminal has.
    var columns: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private func serve() {
        while true {
            let bytes = queue.wait { queue -> [UInt8]? in
                guard !queue.pending.isEmpty else { return nil }
                defer { queue = Queue(pending: [], isWriting: true) }
                return queue.pending
            }
            writeAll(bytes ?? [])
            queue.update { $0.isWriting = false }
        }
    }

    private func writeAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&polled, 1, 1000)
            } else if errno != EINTR {
                return
            }
        }
    }
}
