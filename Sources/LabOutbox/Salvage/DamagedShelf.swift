import Glibc
import LabPublishing
import LabValues

/// Where damaged files are kept, whole, until somebody looks at them: `damaged/EXPERIMENT_ID.TIME/`.
///
/// Nothing there is ever overwritten or deleted by this program.
struct DamagedShelf {
    /// A directory of its own for one damaged file.
    let path: String

    /// Makes it, in the directory `outboxes`.
    init(in outboxes: String, for experiment: ExperimentID, at time: Timestamp) throws(OutboxFault) {
        let shelf = outboxes + "/damaged"
        var status = stat()
        if mkdir(shelf, 0o700) != 0 {
            guard errno == EEXIST else { throw .storage(StorageFault(path: shelf, errorNumber: errno)) }
            guard lstat(shelf, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
                throw .notOurFile(path: shelf)
            }
        }
        for count in 1...1000 {
            let path = "\(shelf)/\(experiment).\(time.compact)" + (count == 1 ? "" : "-\(count)")
            if mkdir(path, 0o700) == 0 {
                self.path = path
                return
            }
            guard errno == EEXIST else { throw .storage(StorageFault(path: path, errorNumber: errno)) }
        }
        throw .storage(StorageFault(path: shelf, errorNumber: EEXIST))
    }

    /// Moves a file here, when it is there; only this user can read it then.
    func take(_ file: String) throws(OutboxFault) {
        let place = path + "/" + file.name
        guard rename(file, place) == 0 else {
            if errno == ENOENT { return }
            throw .storage(StorageFault(path: file, errorNumber: errno))
        }
        guard chmod(place, 0o600) == 0 else { throw .storage(StorageFault(path: place, errorNumber: errno)) }
    }

    /// Writes a new file here.
    func write(_ bytes: [UInt8], as name: String) throws(OutboxFault) {
        let place = path + "/" + name
        let descriptor = open(place, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .storage(StorageFault(path: place, errorNumber: errno)) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let part = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard part > 0 else { throw .storage(StorageFault(path: place, errorNumber: errno)) }
            written += part
        }
        guard fsync(descriptor) == 0 else { throw .storage(StorageFault(path: place, errorNumber: errno)) }
    }
}

/// Removes a file that may not be there.
func removeFile(_ path: String) { unlink(path) }

extension String {
    /// The last part of a path.
    fileprivate var name: String { lastIndex(of: "/").map { String(self[index(after: $0)...]) } ?? self }
}
