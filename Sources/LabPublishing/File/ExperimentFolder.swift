import Glibc
import LabValues
import SwiftOverlayShims

/// The directory of one experiment, made by us and held open, so that nobody can put another in its place.
final class ExperimentFolder {
    /// Its path, for people.
    let path: String
    let disk: Disk
    private let descriptor: Int32

    /// Makes `directory`/`experiment`, and `directory` itself where it is missing.
    init(_ experiment: ExperimentID, in directory: String, on disk: Disk) throws(SinkFault) {
        var parent = directory
        while parent.count > 1, parent.hasSuffix("/") { parent.removeLast() }
        path = parent == "/" ? "/\(experiment)" : "\(parent)/\(experiment)"
        self.disk = disk
        try Self.makeParents(parent)
        guard mkdir(path, 0o700) == 0 else { throw Self.refusal(of: path, errorNumber: errno) }
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notWritable(path: path, errorNumber: errno) }
    }

    deinit { close(descriptor) }

    /// Removes empty files and then the directory, if nothing else is in it.
    func discard(_ names: [String]) {
        for name in names { unlinkat(descriptor, name, 0) }
        rmdir(path)
    }

    /// A new file, open for appending; refuses one that is there.
    func create(_ name: String) throws(StorageFault) -> Int32 {
        try opened(name, O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
    }

    /// A file made earlier, open for appending.
    func reopen(_ name: String) throws(StorageFault) -> Int32 { try opened(name, O_WRONLY | O_APPEND) }

    /// Makes a directory inside, unless it is there.
    func makeDirectory(_ name: String) throws(StorageFault) {
        guard mkdirat(descriptor, name, 0o700) != 0, errno != EEXIST else { return }
        throw fault(name, errno)
    }

    /// Puts `bytes` under `name` in one go: a reader finds the old file or the new one, never a half.
    func replace(_ name: String, with bytes: [UInt8]) throws(StorageFault) {
        let draft = ".draft"
        let file = try opened(draft, O_WRONLY | O_CREAT | O_TRUNC)
        let failure = disk.writeAll(bytes, to: file).errorNumber ?? (disk.synchronise(file) == 0 ? nil : errno)
        close(file)
        if let failure {
            unlinkat(descriptor, draft, 0)
            throw fault(name, failure)
        }
        guard renameat(descriptor, draft, descriptor, name) == 0 else { throw fault(name, errno) }
    }

    /// Brings the names of its files to the disk.
    func synchronise() throws(StorageFault) {
        // Some file systems cannot, and say EINVAL.
        guard disk.synchronise(descriptor) != 0, errno != EINVAL else { return }
        throw StorageFault(path: path, errorNumber: errno)
    }

    /// A fault of the file `name`.
    func fault(_ name: String, _ errorNumber: Int32) -> StorageFault {
        StorageFault(path: "\(path)/\(name)", errorNumber: errorNumber)
    }

    private func opened(_ name: String, _ flags: Int32) throws(StorageFault) -> Int32 {
        let file = openat(descriptor, name, flags | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault(name, errno) }
        return file
    }

    private static func makeParents(_ directory: String) throws(SinkFault) {
        var path = directory.hasPrefix("/") ? "/" : ""
        for part in directory.split(separator: "/") {
            path += (path.isEmpty || path == "/" ? "" : "/") + part
            if mkdir(path, 0o700) == 0 || errno == EEXIST || isDirectory(path) { continue }
            throw errno == ENOTDIR ? .noDirectory(path: directory) : .notWritable(path: path, errorNumber: errno)
        }
        guard isDirectory(directory) else { throw .noDirectory(path: directory) }
    }

    private static func isDirectory(_ path: String) -> Bool {
        let before = errno
        defer { errno = before }
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    private static func refusal(of path: String, errorNumber: Int32) -> SinkFault {
        guard errorNumber == EEXIST else { return .notWritable(path: path, errorNumber: errorNumber) }
        var facts = stat()
        let isLink = lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
        return isLink ? .experimentIsLink(path: path) : .experimentExists(path: path)
    }
}
