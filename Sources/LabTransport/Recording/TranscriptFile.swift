import Glibc
import LabValues

/// The file of a transcript and the thread that writes it, with a bounded queue between.
final class TranscriptFile: Sendable {
    private struct Queue {
        var waiting: [UInt8] = []
        var isWriting = false
        var isFinished = false
        var isBroken = false
    }

    private let descriptor: Int32
    private let queue = Monitor(Queue())
    private static let limit = 16 << 20

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Queues a line. The first that does not fit ends the recording: a transcript has no holes.
    func append(_ line: String) {
        queue.update { queue in
            guard !queue.isBroken else { return }
            if queue.waiting.count + line.utf8.count > Self.limit {
                queue.isBroken = true
            } else {
                queue.waiting += line.utf8
            }
        }
    }

    /// Lets the thread write the rest, close the file and end.
    func finish() { queue.update { $0.isFinished = true } }

    /// Whether everything queued is written before `limit` is over.
    func flush(within limit: Duration) -> Bool {
        queue.wait(for: limit) { queue in
            if queue.isBroken { return false }
            return queue.waiting.isEmpty && !queue.isWriting ? true : nil
        } ?? false
    }

    /// The thread.
    func serve() {
        while let bytes = nextBytes() {
            let isWritten = write(bytes)
            queue.update { queue in
                queue.isWriting = false
                guard !isWritten else { return }
                queue.isBroken = true
                queue.waiting = []
            }
        }
        Glibc.close(descriptor)
    }

    private func nextBytes() -> [UInt8]? {
        queue.wait { queue -> [UInt8]?? in
            if queue.waiting.isEmpty { return queue.isFinished ? .some(nil) : nil }
            defer { queue.waiting = [] }
            queue.isWriting = true
            return queue.waiting
        } ?? nil
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
