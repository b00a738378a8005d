import Glibc
import LabValues
import SwiftOverlayShims

/// Where a guard waits: at the wire to its run, and at the run's process.
struct GuardStation: Sendable {
    let channel: GuardChannel
    let runner: ProcessHandle?
    let span: Duration?

    /// What a run left behind.
    struct Left: Sendable {
        var armed: [ArmedInstrument]
        /// Whether it was ended for its silence.
        var hasKilled: Bool
    }

    /// Watches until the run has ended; nil when it ended in order.
    func watch() -> Left? {
        _ = channel.send(GuardMessage.ready.encoded)
        var watch = GuardWatch(span: span, seesProcess: runner != nil, at: Self.now)
        var isOpen = true
        while true {
            var polled = [
                pollfd(fd: isOpen ? channel.descriptor : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: runner?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&polled, 2, pause)
            var verdict = GuardWatch.Verdict.watch
            // What was said counts before what it means that no more will be said.
            while isOpen, verdict != .leave, case let arrival = channel.receive(), !arrival.isNothing {
                switch arrival {
                case .message(let bytes): if let message = GuardMessage(bytes) { verdict = watch.hear(message) }
                case .closed:
                    isOpen = false
                    verdict = watch.seeClosed()
                case .nothing: break
                }
            }
            if polled[1].revents != 0 { verdict = watch.seeEnded() }
            if verdict == .watch { verdict = watch.look(at: Self.now) { runner?.isTraced ?? false } }
            switch verdict {
            case .watch: continue
            case .kill: runner?.send(SIGKILL)
            case .leave: return nil
            case .rescue: return Left(armed: watch.armed, hasKilled: watch.hasKilled)
            }
        }
    }

    /// Milliseconds between two looks at the time.
    private var pause: Int32 {
        guard let span else { return 1000 }
        return Int32(min(1, span.inSeconds / 4) * 1000)
    }

    /// The clock that stands still while the host sleeps.
    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

extension GuardChannel.Arrival {
    fileprivate var isNothing: Bool { if case .nothing = self { true } else { false } }
}
