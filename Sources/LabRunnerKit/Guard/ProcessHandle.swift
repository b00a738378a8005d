import Glibc

/// A process that is meant itself, and never another one that has got its number since: a pidfd.
///
/// - Source: pidfd_open(2), pidfd_send_signal(2), proc(5) on `fdinfo`.
struct ProcessHandle: Sendable {
    /// Readable once the process has ended.
    let descriptor: Int32

    /// The handle with this number.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// A handle of the calling process; nil where the kernel has none (before Linux 5.3).
    static func ofThisProcess() -> ProcessHandle? {
        guard let call = SystemCall.shared else { return nil }
        let descriptor = call(SystemCall.pidfdOpen, Int(getpid()), 0, 0, 0)
        return descriptor < 0 ? nil : ProcessHandle(descriptor: Int32(truncatingIfNeeded: descriptor))
    }

    /// Sends the process a signal; nothing happens when it has ended.
    func send(_ signal: Int32) {
        _ = SystemCall.shared?(SystemCall.pidfdSendSignal, Int(descriptor), Int(signal), 0, 0)
    }

    /// Whether a debugger holds the process: its silence then says nothing.
    var isTraced: Bool {
        guard let process = field("Pid:", of: "/proc/self/fdinfo/\(descriptor)"), process > 0 else { return false }
        return field("TracerPid:", of: "/proc/\(process)/status").map { $0 != 0 } ?? false
    }

    private func field(_ name: String, of path: String) -> Int? {
        // What the system does not tell is not known.
        guard let text = try? PlainFile.readSystem(path) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count).filter { !$0.isWhitespace }) }
    }
}

/// System calls that this C library, or its Swift module, has no name for.
private enum SystemCall {
    typealias Function = @convention(c) (Int, Int, Int, Int, Int) -> Int

    /// The same numbers on every architecture (Linux, since 5.3).
    static let pidfdOpen = 434, pidfdSendSignal = 424

    /// syscall(2) takes any number of arguments, which Swift cannot call by name; five words are passed alike.
    static let shared: Function? = dlsym(nil, "syscall").map { unsafeBitCast($0, to: Function.self) }
}
