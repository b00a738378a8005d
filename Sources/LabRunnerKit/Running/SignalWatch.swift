import Glibc
import LabValues
import Synchronization

/// Turns the signals that end a run into calls, on a thread of its own, and keeps the terminal from stopping the runner.
///
/// SIGINT, SIGTERM and SIGHUP (unless it was ignored at the start, as under nohup) are passed on. SIGPIPE, SIGTSTP,
/// SIGTTIN and SIGTTOU are ignored or only reported: the cell may be on.
enum SignalWatch {
    /// What arrived.
    enum Event: Sendable, Hashable {
        /// A request to end, by the signal's name.
        case stop(String)
        /// Ctrl-Z.
        case suspend
    }

    private static let wake = WakePipe()
    private static let counts = SignalCounts()

    /// Begins to watch; `onEvent` is called on the watch's thread.
    static func start(_ onEvent: @escaping @Sendable (Event) -> Void) {
        (_, _) = (wake, counts)  // made now: a signal handler must not be the first to touch them
        for ignored in [SIGPIPE, SIGTTIN, SIGTTOU, SIGXFSZ] { signal(ignored, SIG_IGN) }
        let isHangupIgnored = isIgnored(SIGHUP)
        for (number, _) in SignalCounts.watched where !(number == SIGHUP && isHangupIgnored) {
            signal(number) { SignalWatch.note($0) }
        }
        startThread {
            while true {
                var polled = pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&polled, 1, wake.patience(-1))
                wake.clear()
                for name in counts.take() { onEvent(name == "SIGTSTP" ? .suspend : .stop(name)) }
            }
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return action.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } == 1  // SIG_IGN
    }

    /// Runs in the signal handler: counts and rings, nothing else.
    private static func note(_ number: Int32) {
        counts.add(number)
        wake.ring()
    }
}

/// How often each signal came; lock-free, as a signal handler needs it.
private final class SignalCounts: Sendable {
    static let watched: [(Int32, String)] = [
        (SIGINT, "SIGINT"), (SIGTERM, "SIGTERM"), (SIGHUP, "SIGHUP"), (SIGTSTP, "SIGTSTP"),
    ]
    private let interrupt = Atomic(0), terminate = Atomic(0), hangup = Atomic(0), suspend = Atomic(0)

    func add(_ number: Int32) {
        switch number {
        case SIGINT: interrupt.add(1, ordering: .relaxed)
        case SIGTERM: terminate.add(1, ordering: .relaxed)
        case SIGHUP: hangup.add(1, ordering: .relaxed)
        case SIGTSTP: suspend.add(1, ordering: .relaxed)
        default: break
        }
    }

    func take() -> [String] {
        func names(_ count: Int, _ name: String) -> [String] { Array(repeating: name, count: count) }
        return names(interrupt.exchange(0, ordering: .relaxed), "SIGINT")
            + names(terminate.exchange(0, ordering: .relaxed), "SIGTERM")
            + names(hangup.exchange(0, ordering: .relaxed), "SIGHUP")
            + names(suspend.exchange(0, ordering: .relaxed), "SIGTSTP")
    }
}
