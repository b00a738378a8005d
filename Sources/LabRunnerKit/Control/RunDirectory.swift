import FoundationEssentials
import Glibc
import LabValues

/// The files a run has left: `runs/EXPERIMENT_ID`.
struct RunDirectory: Sendable {
    let path: String
    /// Whose files they are.
    let experiment: ExperimentID

    private static let longestLine = 1 << 20

    /// - Throws: `CommandFault` when there is no run's directory at `path`.
    init(_ path: String) throws(CommandFault) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let events = self.path + "/events.jsonl"
        let descriptor = open(events, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            throw CommandFault(
                "\(path) is no run's directory: \(events) cannot be opened (\(String(cString: strerror(errno)))).",
                hint: "For example runs/EXPERIMENT_ID.")
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Self.longestLine)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        let line = bytes.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }
        // A line torn by a crash, or none: then the directory's name is the experiment's.
        let written = (try? JSONReader.read(line))?["experiment_id"]?.text
        let name = self.path.split(separator: "/").last.map(String.init) ?? ""
        do { experiment = try ExperimentID(written ?? name) } catch {
            throw CommandFault("\(path) is no run's directory: \(error)")
        }
    }

    /// Adds a remark to `notes.jsonl`, and returns that file's path.
    func add(_ text: String, by user: String, at time: Timestamp) throws(CommandFault) -> String {
        let file = path + "/notes.jsonl"
        let line: JSONValue = [
            "timestamp": .string(time.description), "experiment_id": .string(experiment.text),
            "user": .string(user), "text": .string(text),
        ]
        let descriptor = open(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw Self.fault(file) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw Self.fault(file) }
        let bytes = (Self.endsTorn(descriptor) ? [UInt8(ascii: "\n")] : []) + line.encoded + [UInt8(ascii: "\n")]
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count, fsync(descriptor) == 0 else { throw Self.fault(file) }
        return file
    }

    private static func endsTorn(_ descriptor: Int32) -> Bool {
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        return end > 0 && pread(descriptor, &last, 1, end - 1) == 1 && last != UInt8(ascii: "\n")
    }

    private static func fault(_ file: String) -> CommandFault {
        CommandFault("The remark cannot be written to \(file): \(String(cString: strerror(errno))).")
    }
}
