import Glibc

/// Another program, started with its output thrown away.
struct ChildProgram: ~Copyable {
    let process: pid_t

    init(_ path: String, _ arguments: [String] = []) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        for stream in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
        }
        let words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let failure = posix_spawn(&process, path, &actions, nil, words, environ)
        guard failure == 0 else { throw BenchmarkFault("\(path) cannot be started (errno \(failure))") }
        self.process = process
    }

    /// Its exit code once it has ended; nil while it runs.
    func exitCode() -> Int32? {
        var status: Int32 = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }

    /// Waits for its end.
    consuming func wait() { while waitpid(process, nil, 0) < 0, errno == EINTR {} }

    /// Ends it at once.
    consuming func kill() {
        Glibc.kill(process, SIGKILL)
        wait()
    }
}
