import Glibc

/// The three descriptors every program begins with.
enum StandardStreams {
    /// Points those that are closed at nothing, so that no file of the run gets their number and the console's text.
    ///
    /// Neither a reader that went away nor a file that may not grow is a reason to die, from the first line on.
    static func secure() {
        for ignored in [SIGPIPE, SIGXFSZ] { signal(ignored, SIG_IGN) }
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            let nothing = open("/dev/null", O_RDWR)
            if nothing >= 0, nothing != descriptor {
                dup2(nothing, descriptor)
                close(nothing)
            }
        }
    }
}
