import FoundationEssentials
import Glibc
import LabValues

/// Keeps the host awake while a run lives, where systemd is there to be asked; elsewhere it does nothing.
///
/// `systemd-inhibit` holds its lock as long as the program it runs: `cat` on a pipe whose other end is ours, and which
/// closes with this process, however that ends.
final class SleepInhibitor: Sendable {
    /// Where systemd-inhibit(1) is on every distribution that has it.
    static let program = "/usr/bin/systemd-inhibit"

    private let pipeEnd = Monitor<Int32?>(nil)

    /// Begins to hold the host awake, on a thread of its own; nothing waits for it and no failure is told.
    init(because why: String, program: String = SleepInhibitor.program) {
        guard access(program, X_OK) == 0 else { return }
        var ends: [Int32] = [-1, -1]
        // A pair of sockets for a pipe: closed by exec from the first moment on.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { return }
        let (reading, writing) = (ends[0], ends[1])
        pipeEnd.update { $0 = writing }
        startThread {
            defer { close(reading) }
            let words = [program, "--what=sleep:idle", "--who=lab-runner", "--why=\(why)", "--mode=block", "/bin/cat"]
            let environment = ChildProcess.plainEnvironment(of: ProcessInfo.processInfo.environment)
            guard let child = try? ChildProcess(words, environment: environment, input: reading) else { return }
            child.wait()
            _ = child.end()
        }
    }

    deinit { end() }

    /// Lets the host sleep again.
    func end() {
        let descriptor = pipeEnd.update { end in
            defer { end = nil }
            return end
        }
        if let descriptor { close(descriptor) }
    }
}
