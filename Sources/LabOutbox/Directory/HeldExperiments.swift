import FoundationEssentials
import Glibc
import LabPublishing
import LabValues

/// The register of experiments whose file is gone: an id is known for ever.
///
/// - Shape: `held.jsonl`, a line `{"experiment_id","last_seq","removed"}` for each, only ever appended to.
struct HeldExperiments: Sendable {
    let path: String

    /// The `seq` given last in an experiment that is gone; nil for an id that is not in the register.
    func lastSeq(of experiment: ExperimentID) throws(OutboxFault) -> Int? {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(filePath: path)) } catch {
            guard access(path, F_OK) != 0, errno == ENOENT else {
                throw .storage(StorageFault(path: path, errorNumber: EACCES))
            }
            return nil
        }
        var last: Int?
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // A line that a power cut has torn says nothing; the file it spoke of is then still there.
            guard let entry = try? JSONReader.read(line), entry["experiment_id"]?.text == experiment.text else {
                continue
            }
            last = max(last ?? 0, entry["last_seq"]?.int ?? 0)
        }
        return last
    }

    /// Writes an experiment down; it is on the disk when this returns.
    func append(_ experiment: ExperimentID, lastSeq: Int, at time: Timestamp) throws(OutboxFault) {
        let descriptor = open(path, O_CREAT | O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw fault }
        let entry = JSONValue.object([
            "experiment_id": .string(experiment.text), "last_seq": .integer(lastSeq),
            "removed": .string(time.description),
        ])
        let line = (endsTorn(descriptor) ? [UInt8(ascii: "\n")] : []) + entry.encoded + [UInt8(ascii: "\n")]
        guard line.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == line.count else { throw fault }
        guard fsync(descriptor) == 0 else { throw fault }
        try synchronise(directory: path.directory)
    }

    private func endsTorn(_ descriptor: Int32) -> Bool {
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
    }

    private var fault: OutboxFault { .storage(StorageFault(path: path, errorNumber: errno == 0 ? ENOSPC : errno)) }
}

/// Has the disk keep the names in a directory.
func synchronise(directory path: String) throws(OutboxFault) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .storage(StorageFault(path: path, errorNumber: errno)) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .storage(StorageFault(path: path, errorNumber: errno)) }
}
