import Glibc
import LabValues

/// A program that runs beside a run, in a session of its own: no terminal, no file of ours but its standard input.
///
/// Whoever starts one waits for it or kills it; all calls are for one thread.
struct ChildProcess: ~Copyable {
    private let process: pid_t

    /// Starts `words[0]`, which is a path, without a shell. Blocks until it was started or could not be.
    ///
    /// Signals are as a fresh program expects them; standard output and standard error lead nowhere.
    /// - Throws: the errno.
    init(_ words: [String], environment: [String: String], input: Int32) throws(ChildProcessFault) {
        guard let path = words.first else { throw ChildProcessFault(errorNumber: ENOENT) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        for stream in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
        }
        Self.closeTheRest(&actions)
        var attributes = Self.attributes()
        defer { posix_spawnattr_destroy(&attributes) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var process = pid_t()
        let failure = posix_spawn(&process, path, &actions, &attributes, &arguments, &variables)
        guard failure == 0 else { throw ChildProcessFault(errorNumber: failure) }
        self.process = process
    }

    /// Waits until it has ended, at most `limit`. Blocks.
    ///
    /// - Returns: whether it has; it is not gone before `end()`.
    func wait(atMost limit: Duration, until isGivenUp: () -> Bool = { false }) -> Bool {
        let end = ContinuousClock.now + limit
        var pause: UInt32 = 1000
        while true {
            if hasEnded { return true }
            if ContinuousClock.now >= end || isGivenUp() { return false }
            usleep(pause)
            pause = min(pause * 2, 20_000)
        }
    }

    /// Waits until it has ended; it is not gone before `end()`. Blocks.
    func wait() {
        var facts = siginfo_t()
        while waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    }

    /// Kills whatever is left of it, children included, and forgets it.
    ///
    /// - Returns: its exit code; nil when a signal ended it.
    consuming func end() -> Int32? {
        // Before it is reaped: until then nobody else can have its number.
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
    }

    private var hasEnded: Bool {
        var facts = siginfo_t()
        facts.si_signo = 0
        // A failure means there is nobody to wait for.
        return waitid(P_PID, id_t(process), &facts, WEXITED | WNOHANG | WNOWAIT) != 0 || facts.si_signo == SIGCHLD
    }

    /// Closes what some library may have left open across exec; our own files close by themselves.
    ///
    /// Looked up by name: the function came with glibc 2.34, and Swift's view of glibc leaves it out.
    private static func closeTheRest(_ actions: inout posix_spawn_file_actions_t) {
        typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, STDERR_FILENO + 1)
    }

    private static func attributes() -> posix_spawnattr_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var all = sigset_t(), none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        // POSIX_SPAWN_SETSID (0x80, glibc's spawn.h): a session of its own, so that Ctrl-C at the terminal is not meant.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | 0x80))
        return attributes
    }
}

/// Why a program cannot be started.
struct ChildProcessFault: Error, Hashable {
    let errorNumber: Int32
}

extension ChildProcess {
    /// What a program is told of its surroundings: where programs, the home and the time zone are.
    static func plainEnvironment(of environment: [String: String]) -> [String: String] {
        var plain = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
        for name in ["HOME", "LANG", "TZ", "PATH"] { plain[name] = environment[name] ?? plain[name] }
        return plain
    }
}
