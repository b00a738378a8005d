import Glibc

/// Starts a program in a session of its own: what a terminal sends to the run's group does not reach it.
struct DetachedProcess: Sendable {
    let identifier: pid_t

    /// <spawn.h>: a new session. (The Swift module of the C library leaves it out.)
    private static let newSession: Int32 = 0x80

    /// Starts `program`; its descriptors 0 to 2 lead nowhere, those from 3 on are the given ones, and it has no others.
    ///
    /// - Throws: `SystemRefusal`.
    init(_ program: String, _ words: [String], descriptors: [Int32]) throws(SystemRefusal) {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(Self.newSession | Int32(POSIX_SPAWN_SETSIGMASK)))

        // Numbers of theirs must not be in the way of the numbers they shall have.
        let sources = descriptors.map { fcntl($0, F_DUPFD_CLOEXEC, 100) }
        defer { for source in sources where source >= 0 { close(source) } }
        guard sources.allSatisfy({ $0 >= 0 }) else { throw SystemRefusal(call: "fcntl", errorNumber: errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for standard in STDIN_FILENO...STDERR_FILENO {
            posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
        }
        for (place, source) in sources.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, source, 3 + Int32(place))
        }
        Self.closeOthers(&actions, from: 3 + Int32(sources.count))

        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        let failure = posix_spawn(&identifier, program, &actions, &attributes, &arguments, environ)
        guard failure == 0 else { throw SystemRefusal(call: "posix_spawn", errorNumber: failure) }
        self.identifier = identifier
    }

    /// Takes note of its end, which must have come or be near.
    func reap() {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }

    private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

    /// A C library before glibc 2.34 has no such call; ours are all marked close-on-exec anyway.
    private static func closeOthers(_ actions: inout posix_spawn_file_actions_t, from descriptor: Int32) {
        guard let call = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(call, to: CloseFrom.self)(&actions, descriptor)
    }
}

/// The operating system says no.
struct SystemRefusal: Error, CustomStringConvertible {
    var call: String
    var errorNumber: Int32
    var description: String { "\(call): \(String(cString: strerror(errorNumber)))" }
}
