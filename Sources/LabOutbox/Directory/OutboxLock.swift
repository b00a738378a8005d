import Glibc
import LabPublishing
import LabValues

/// The right to work on one experiment's outbox: an flock on a file beside it, which goes with the process.
///
/// Not on the database itself: SQLite's own locks vanish when any descriptor of that file is closed.
final class OutboxLock: Sendable {
    let path: String
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Parameter former: a process that had it; once that has ended, what it left to a child of its own is no lock.
    /// - Throws: `OutboxFault.held` with the process that has it. Blocks for at most 50 ms, for one who only looks, and
    ///   for 40 ms more for each look at what `former` left.
    init(_ path: String, of experiment: ExperimentID, leftBy former: Int32? = nil) throws(OutboxFault) {
        for _ in 0..<10 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw errno == ELOOP ? .notOurFile(path: path) : .storage(StorageFault(path: path, errorNumber: errno))
            }
            let isFree = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || Self.isLeft(path, by: former)
            if isFree, Self.isStill(descriptor, at: path) {
                (self.path, self.descriptor) = (path, descriptor)
                sign()
                return
            }
            close(descriptor)
            usleep(5000)
        }
        throw .held(experiment, by: Self.holder(path) ?? OutboxHolder(process: 0, host: ""))
    }

    deinit { close(descriptor) }

    /// Removes the file; to be done last, when nothing is left that the lock guards.
    func remove() { unlink(path) }

    /// Who holds the lock at `path`; nil when nobody does.
    static func holder(_ path: String) -> OutboxHolder? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &bytes, bytes.count)
        let words = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return OutboxHolder(
            process: words.first.flatMap { Int32($0) } ?? 0, host: words.dropFirst().first.map(String.init) ?? "")
    }

    /// Whether the lock is only what a process that has ended left to a child of its own.
    ///
    /// One who has just taken the lock has not signed it yet: what `former` wrote must stay for a while.
    private static func isLeft(_ path: String, by former: Int32?) -> Bool {
        guard let former, hasEnded(former) else { return false }
        for look in 0..<3 {
            if look > 0 { usleep(20_000) }
            guard holder(path)?.isHere(former) == true else { return false }
        }
        return true
    }

    /// Whether no process has this number, or one that only waits to be buried.
    private static func hasEnded(_ process: Int32) -> Bool {
        guard process > 0 else { return false }
        guard kill(process, 0) == 0 || errno != ESRCH else { return true }
        let descriptor = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == ENOENT }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return true }  // it ended while it was looked at
        // proc(5): PID (NAME) STATE …, and the name may hold anything.
        let state = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: ")").last?.split(
            separator: " "
        ).first
        return state == "Z" || state == "X"
    }

    /// Whether the file was not replaced between opening and locking.
    private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var ours = stat()
        var theirs = stat()
        guard fstat(descriptor, &ours) == 0, lstat(path, &theirs) == 0 else { return false }
        return ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev
    }

    fileprivate static var host: String {
        var host = [CChar](repeating: 0, count: 65)
        gethostname(&host, host.count - 1)
        return host.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    /// Says who holds it. On a full disk it may fail: the lock holds all the same, it is only not told by whom.
    private func sign() {
        let text = "\(getpid()) \(Self.host)\n"
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = text.utf8.withContiguousStorageIfAvailable { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}

extension OutboxHolder {
    /// Whether it is this process of this host.
    fileprivate func isHere(_ process: Int32?) -> Bool {
        self.process == process && host == OutboxLock.host
    }
}
