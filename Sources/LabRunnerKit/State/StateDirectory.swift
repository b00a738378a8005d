import FoundationEssentials
import Glibc
import LabPublishing
import LabValues

/// Where the runner keeps what must survive it; only this user may look inside.
struct StateDirectory: Sendable {
    let path: String

    /// `--state`, else `$XDG_STATE_HOME/lab-runner`, else `~/.local/state/lab-runner`.
    ///
    /// - Throws: `CommandFault` when there is no such place.
    init(option: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws(CommandFault) {
        if let option {
            path = option
        } else if let base = environment["XDG_STATE_HOME"], base.hasPrefix("/") {
            path = base + "/lab-runner"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = home + "/.local/state/lab-runner"
        } else {
            throw CommandFault("There is no place for state: HOME is not set.", hint: "Name one: --state DIR.")
        }
    }

    /// The directory called `name` within, made when it is missing.
    ///
    /// - Throws: `CommandFault` when it cannot be made, is not ours, or is a link.
    func directory(_ name: String) throws(CommandFault) -> String {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw fault("cannot be made", errno)
        }
        try check(path)
        let inner = "\(path)/\(name)"
        guard mkdir(inner, 0o700) == 0 || errno == EEXIST else { throw fault("cannot hold “\(name)”", errno) }
        try check(inner)
        return inner
    }

    private func check(_ place: String) throws(CommandFault) {
        var facts = stat()
        guard lstat(place, &facts) == 0 else { throw fault("cannot be read (errno \(errno))") }
        // A state directory itself may be reached by a link of its owner; what lies in it may not be one.
        if facts.st_mode & S_IFMT == S_IFLNK, place == path {
            guard facts.st_uid == geteuid() else { throw fault("is a link of another user") }
            guard stat(place, &facts) == 0 else { throw fault("cannot be read (errno \(errno))") }
        }
        guard facts.st_mode & S_IFMT == S_IFDIR else { throw fault("holds something else where \(place) should be") }
        guard facts.st_uid == geteuid() else { throw fault("belongs to another user") }
        if facts.st_mode & 0o077 != 0, chmod(place, 0o700) != 0 { throw fault("is open to other users") }
    }

    private func fault(_ what: String, _ errorNumber: Int32 = 0) -> CommandFault {
        let why = errorNumber == 0 ? "." : ": " + String(cString: strerror(errorNumber)) + "."
        return CommandFault(
            "The state directory \(path) \(what)\(why)", hint: "Name another one: --state DIR.",
            code: isDiskTrouble(errorNumber) ? "outbox_full" : "invalid_input")
    }
}
