import Glibc
public import LabValues
import Synchronization

/// Keeps the signed commands that were seen in a file, so that none has an effect again after `resume`.
///
/// A line is handed to the operating system before its command has an effect (a `stop`: right after). That survives the
/// death of the process; a power cut may lose the last seconds of it.
public final class SeenIDJournal: Sendable {
    private struct File {
        var descriptor: Int32
        var length: off_t
        var lines: Int
    }

    private let path: String
    private let file: Mutex<File>
    /// Where lines are written, so that a stalled disk holds up no listener; nil writes where it is asked.
    private let thread: ExecutorThread?
    private let write: @Sendable (Int32, [UInt8], off_t) -> Bool
    /// What the file held when it was opened.
    let held: SeenIDs

    private static let longestFile = 16 << 20

    /// Opens the file at `path`, or makes it, mode 0600. What has expired is left out of it.
    ///
    /// - Throws: `ControlFault` when it cannot be opened, is a link, or is another user's.
    public convenience init(_ path: String, at now: Timestamp) throws(ControlFault) {
        try self.init(path, at: now, on: ExecutorThread())
    }

    init(
        _ path: String, at now: Timestamp, on thread: ExecutorThread?,
        write: @escaping @Sendable (Int32, [UInt8], off_t) -> Bool = { PrivateFile.write($1, to: $0, at: $2) }
    ) throws(ControlFault) {
        (self.path, self.thread) = (path, thread)
        let descriptor = try PrivateFile.open(path)
        var held = SeenIDs()
        for line in PrivateFile.lines(of: descriptor, longestFile: Self.longestFile) {
            // A line torn by a crash belongs to a command that had no effect yet.
            guard let entry = SeenIDs.Entry(line: line), entry.until.map({ $0 >= now }) ?? true else { continue }
            _ = held.keep(entry, at: now)
        }
        self.held = held
        self.write = write
        file = Mutex(File(descriptor: descriptor, length: 0, lines: 0))
        guard file.withLock({ rewrite(&$0, held) }) else {
            throw .cannotWrite(path: path, errorNumber: errno)
        }
    }

    deinit { _ = file.withLock { close($0.descriptor) } }

    /// Writes a command down without keeping who asks; `then` is told whether the disk took it. What is asked first is
    /// written first.
    func append(
        _ entry: SeenIDs.Entry, all: @escaping @Sendable () -> SeenIDs, then: @escaping @Sendable (Bool) -> Void
    ) {
        guard let thread else { return then(write(entry, all)) }
        Task(executorPreference: thread) { then(self.write(entry, all)) }
    }

    private func write(_ entry: SeenIDs.Entry, _ all: () -> SeenIDs) -> Bool {
        file.withLock { file in
            if file.lines >= 2 * SeenIDs.capacity { return rewrite(&file, all()) }
            return write(entry.encoded, to: &file, lines: 1)
        }
    }

    /// Puts what is still needed in the place of what is there: written beside it and renamed, so that a full disk or
    /// a crash leaves the one or the other.
    private func rewrite(_ file: inout File, _ seen: SeenIDs) -> Bool {
        let beside = path + ".new"
        unlink(beside)  // what a crash has left
        guard let descriptor = try? PrivateFile.open(beside) else { return false }  // errno says why
        var fresh = File(descriptor: descriptor, length: 0, lines: 0)
        guard write(seen.all.flatMap(\.encoded), to: &fresh, lines: seen.count), fsync(descriptor) == 0,
            rename(beside, path) == 0
        else {
            let number = errno
            close(descriptor)
            unlink(beside)
            errno = number
            return false
        }
        close(file.descriptor)
        file = fresh
        return true
    }

    private func write(_ bytes: [UInt8], to file: inout File, lines: Int) -> Bool {
        guard bytes.isEmpty || write(file.descriptor, bytes, file.length) else { return false }
        file.length += off_t(bytes.count)
        file.lines += lines
        return true
    }
}

extension SeenIDs.Entry {
    fileprivate var encoded: [UInt8] {
        let line = JSONValue.object([
            "key_id": .string(keyID), "id": .string(id), "nonce": .string(nonce),
            "until": .string(until?.description),
        ])
        return line.encoded + [UInt8(ascii: "\n")]
    }

    fileprivate init?(line: [UInt8]) {
        guard let json = try? JSONReader.read(line) else { return nil }  // torn: see above
        guard let keyID = json["key_id"]?.text, let id = json["id"]?.text, let nonce = json["nonce"]?.text else {
            return nil
        }
        self.init(keyID: keyID, id: id, nonce: nonce, until: json["until"]?.text.flatMap { Timestamp($0) })
    }
}
