import Glibc
import LabValues
import SwiftOverlayShims

/// The terminal of a run that is gone, where the guard may say something; whoever uses it now is not disturbed.
struct OperatorTerminal: Sendable {
    let descriptor: Int32
    /// How long a terminal that takes nothing is waited for.
    var patience = Duration.seconds(2)

    /// Writes what the terminal takes in time.
    ///
    /// By a description of its own: O_NONBLOCK on the inherited one would be that of the operator's shell as well.
    func write(_ text: String) {
        let own = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard own >= 0 else { return writeAside(text) }
        defer { close(own) }
        let end = Self.now + patience
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, Self.now < end {
            let count = rest.withUnsafeBytes { Glibc.write(own, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) }
            guard count < 0 else { continue }
            guard errno == EAGAIN || errno == EINTR else { return }
            var polled = pollfd(fd: own, events: Int16(POLLOUT), revents: 0)
            _ = poll(&polled, 1, Int32(max(1, min(100, (end - Self.now).inSeconds * 1000))))
        }
    }

    /// Where the terminal is another user's by now it cannot be opened, only written to: on a thread that may block.
    private func writeAside(_ text: String) {
        let isDone = Monitor(false)
        startThread { [descriptor] in
            _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            isDone.update { $0 = true }
        }
        _ = isDone.wait(for: patience) { $0 ? true : nil }
    }

    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
