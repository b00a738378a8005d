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
    /// - Parameter former: a process that had it and has ended; what it left to a child of its own is no lock.
    /// - Throws: `OutboxFault.held` with the process that has it. Blocks for at most 50 ms, for one who only looks.
    init(_ path: String, of experiment: ExperimentID, leftBy former: Int32? = nil) throws(OutboxFault) {
        for _ in 0..<10 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw errno == ELOOP ? .notOurFile(path: path) : .storage(StorageFault(path: path, errorNumber: errno))
            }
            let isFree = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || Self.holder(path)?.isHere(former) == true
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
