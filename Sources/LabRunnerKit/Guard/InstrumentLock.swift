import Glibc
import LabTransport
import LabValues

/// The use of one instrument, from before it is opened until it is known to be safe: an flock on a file in `run/`.
///
/// The run's guard holds the same open file, so that no other run has the instrument before the guard has made it safe.
final class InstrumentLock: Sendable {
    /// For the guard to inherit.
    let descriptor: Int32

    /// Locks for instruments, one each; of two addresses of one instrument the second is refused by the port.
    ///
    /// - Throws: as `init`; then none is held.
    static func take(
        _ links: [LinkAddress], for name: String, in directory: String
    ) throws(CommandFault) -> [InstrumentLock] {
        let ports = links.contains { $0.scheme == "serial" } ? SerialPorts.list() : []
        let owner = Owner(name: name, process: getpid())
        var keys: Set<InstrumentKey> = []
        var locks: [InstrumentLock] = []
        for link in links {
            guard let key = InstrumentKey(link, among: ports), keys.insert(key).inserted else { continue }
            locks.append(try InstrumentLock(key, at: link, for: owner, in: directory))
        }
        return locks
    }

    /// Takes the lock, and writes down who has it.
    ///
    /// - Throws: `CommandFault`, code `not_reachable`, when another run has it.
    init(_ key: InstrumentKey, at address: LinkAddress, for owner: Owner, in directory: String) throws(CommandFault) {
        let path = "\(directory)/instrument-\(key.fileName).lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFault("\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { close(descriptor) }
            throw Self.taken(address, by: Self.owner(in: descriptor))
        }
        self.descriptor = descriptor
        sign(owner)
    }

    deinit { close(descriptor) }

    /// Who uses an instrument.
    struct Owner: Sendable, Hashable {
        /// The experiment, or what else it is used for.
        var name: String
        var process: Int32

        /// Whether the process has ended. Only words depend on it: a number may be another process's by now.
        var hasEnded: Bool {
            // What cannot be read is no process any more.
            guard let text = try? PlainFile.readSystem("/proc/\(process)/stat") else { return true }
            let state = text.split(separator: ")").last?.split(separator: " ").first
            return state == "Z" || state == "X"
        }
    }

    private static func taken(_ address: LinkAddress, by owner: Owner?) -> CommandFault {
        guard let owner else {
            return CommandFault(
                "\(address) is in use by another run.", hint: "Wait until it ends.", code: "not_reachable")
        }
        guard owner.hasEnded else {
            return CommandFault(
                "\(address) is in use by lab-runner (pid \(owner.process)): \(owner.name).",
                hint: "Wait until it has ended, or stop it.", code: "not_reachable")
        }
        return CommandFault(
            "\(address) was in use by “\(owner.name)”, which died; its guard is making it safe at this moment.",
            hint: "Wait a few seconds and try again.", code: "not_reachable")
    }

    private static func owner(in descriptor: Int32) -> Owner? {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        // Somebody may be writing it at this moment: then nobody is named.
        guard count > 0, let facts = try? JSONReader.read(bytes.prefix(count)), let name = facts["name"]?.text,
            let process = facts["pid"]?.int.flatMap({ Int32(exactly: $0) })
        else { return nil }
        return Owner(name: name, process: process)
    }

    /// On a full disk it may fail: the lock holds all the same, it is only not told by whom.
    private func sign(_ owner: Owner) {
        let facts: JSONValue = ["name": .string(owner.name), "pid": .integer(Int(owner.process))]
        let bytes = facts.encoded + [UInt8(ascii: "\n")]
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}

extension PlainFile {
    /// A small text that the system tells of a process.
    static func readSystem(_ path: String) throws(NotOurs) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw NotOurs(why: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { throw NotOurs(why: "it says nothing") }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
