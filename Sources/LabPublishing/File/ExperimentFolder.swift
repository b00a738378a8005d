import Glibc
import LabValues
import SwiftOverlayShims

/// The directory of one experiment, made by us and held open, so that nobody can put another in its place.
final class ExperimentFolder {
    private static let draft = ".draft"

    /// Its path, for people.
    let path: String
    let disk: Disk
    /// Whether this process made it.
    let isNew: Bool
    let descriptor: Int32

    /// Makes `directory`/`experiment`, and `directory` itself where it is missing.
    ///
    /// - Parameter isResumed: whether the directory may be there already; it must then be ours, and no link.
    /// - Throws: `SinkFault`, `ResumptionFault`.
    init(_ experiment: ExperimentID, in directory: String, isResumed: Bool = false, on disk: Disk) throws {
        (path, self.disk) = (Self.path(of: experiment, in: directory), disk)
        try Self.makeParents(directory)
        isNew = disk.makeDirectory(AT_FDCWD, path) == 0
        guard isNew || isResumed && errno == EEXIST else { throw Self.refusal(of: path, errorNumber: errno) }
        descriptor = try Self.opened(path)
    }

    /// Opens `directory`/`experiment` for reading only; nil when it is not there.
    init?(reading experiment: ExperimentID, in directory: String) throws {
        (path, disk, isNew) = (Self.path(of: experiment, in: directory), .real, false)
        var facts = stat()
        if lstat(path, &facts) != 0, errno == ENOENT { return nil }
        descriptor = try Self.opened(path)
    }

    deinit { close(descriptor) }

    /// Removes empty files and then the directory, if it is of our making and nothing else is in it.
    func discard(_ names: [String]) {
        guard isNew else { return }
        for name in names { _ = disk.remove(descriptor, name) }
        rmdir(path)
    }

    /// A new file, open for reading and for appending; refuses one that is there.
    func create(_ name: String) throws(StorageFault) -> Int32 {
        try opened(name, O_RDWR | O_CREAT | O_EXCL | O_APPEND)
    }

    /// A file made earlier, open for reading and for appending.
    func reopen(_ name: String) throws(StorageFault) -> Int32 { try opened(name, O_RDWR | O_APPEND) }

    /// Makes a directory inside, unless it is there.
    func makeDirectory(_ name: String) throws(StorageFault) {
        guard disk.makeDirectory(descriptor, name) != 0, errno != EEXIST else { return }
        throw fault(name, errno)
    }

    /// Puts `bytes` under `name` in one go: a reader finds the old file or the new one, never a half.
    func replace(_ name: String, with bytes: [UInt8]) throws {
        try replace(name) { write in try write(bytes) }
    }

    /// Puts under `name`, in one go, all that `body` writes.
    func replace(_ name: String, by body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws {
        let file = try opened(Self.draft, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        do {
            try body { bytes in
                if let failure = disk.writeAll(bytes, to: file).errorNumber { throw fault(name, failure) }
            }
            guard disk.synchronise(file) == 0 else { throw fault(name, errno) }
        } catch {
            _ = disk.remove(descriptor, Self.draft)
            throw error
        }
        guard disk.rename(descriptor, Self.draft, name) == 0 else { throw fault(name, errno) }
    }

    /// Removes the file `name`, unless it is gone.
    func remove(_ name: String) throws(StorageFault) {
        guard disk.remove(descriptor, name) != 0, errno != ENOENT else { return }
        throw fault(name, errno)
    }

    /// Removes what a process left that died while it replaced a file.
    func removeDraft() throws(StorageFault) { try remove(Self.draft) }

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
        let file = disk.open(descriptor, name, flags | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw fault(name, errno) }
        return file
    }
}

extension ExperimentFolder {
    private static func path(of experiment: ExperimentID, in directory: String) -> String {
        var parent = directory
        while parent.count > 1, parent.hasSuffix("/") { parent.removeLast() }
        return parent == "/" ? "/\(experiment)" : "\(parent)/\(experiment)"
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

    /// The directory itself, never what a link leads to, and only if it belongs to this user.
    private static func opened(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            if isLink(path) { throw SinkFault.experimentIsLink(path: path) }
            throw number == ENOTDIR
                ? SinkFault.noDirectory(path: path) : SinkFault.notWritable(path: path, errorNumber: number)
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_uid == geteuid() else {
            close(descriptor)
            throw ResumptionFault.notOurs(path: path)
        }
        return descriptor
    }

    private static func refusal(of path: String, errorNumber: Int32) -> SinkFault {
        guard errorNumber == EEXIST else { return .notWritable(path: path, errorNumber: errorNumber) }
        return isLink(path) ? .experimentIsLink(path: path) : .experimentExists(path: path)
    }

    private static func isLink(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK
    }
}
