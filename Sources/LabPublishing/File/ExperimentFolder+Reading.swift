import Glibc
import LabValues
import SwiftOverlayShims

// What is read of the files that another process made.

extension ExperimentFolder {
    /// A file made earlier, open for reading; nil when it is not there.
    ///
    /// - Throws: `ResumptionFault.noFile`, `StorageFault`.
    func find(_ name: String) throws -> Int32? {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw errno == ELOOP ? ResumptionFault.noFile(path: "\(path)/\(name)") : fault(name, errno)
        }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw ResumptionFault.noFile(path: "\(path)/\(name)")
        }
        return file
    }

    /// How long the file `name` is; nil when there is none.
    func length(of name: String) -> Int? {
        var facts = stat()
        guard fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        return facts.st_mode & S_IFMT == S_IFREG ? facts.st_size : nil
    }

    /// The first bytes of the file `name`; nil when there is none.
    func content(of name: String, atMost count: Int) throws -> [UInt8]? {
        guard let file = try find(name) else { return nil }
        defer { close(file) }
        var failure: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while let base = buffer.baseAddress, filled < count {
                let got = read(file, base + filled, count - filled)
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    return
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if let failure { throw fault(name, failure) }
        return bytes
    }

    /// The `seq` of the last whole message in the file `name`; 0 when there is none.
    func lastSeq(of name: String, for experiment: ExperimentID, holding kind: MessageKind) throws -> Int {
        guard let file = try find(name) else { return 0 }
        defer { close(file) }
        let stored = StoredLines(file, length: length(of: name) ?? 0, path: "\(path)/\(name)")
        return try stored.intactEnd(for: experiment, holding: kind).lastSeq
    }
}
