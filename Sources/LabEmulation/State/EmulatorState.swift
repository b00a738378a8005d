import LabValues

/// A window into a running emulator, readable from any thread and, when a file is named, from outside the process.
///
/// The file is replaced by an atomic rename. It is exact after every ``publish(_:)``, and at most about 20 ms behind
/// after a ``note(_:)``.
public final class EmulatorState: Sendable {
    private struct Contents {
        var snapshot = EmulatorSnapshot()
        var isStale = false
        var isClosed = false
    }

    private let contents = Monitor(Contents())
    private let file: StateFile?

    /// A state kept in memory only.
    public init() {
        file = nil
    }

    /// A state that is also kept in a file, written at once.
    ///
    /// - Throws: ``EmulatorError/stateFileRefused(path:reason:)``.
    public init(file path: String) throws(EmulatorError) {
        let file = StateFile(path: path)
        try file.write(contents.read { $0.snapshot.json })
        self.file = file
        _ = EmulatorThread { [self] in keepFileFresh() }
    }

    /// What the instrument is doing now.
    public var snapshot: EmulatorSnapshot {
        contents.read { $0.snapshot }
    }

    /// Waits until the snapshot satisfies `condition` or the time is up; tells which.
    public func wait(upTo timeout: Duration, until condition: (EmulatorSnapshot) -> Bool) -> Bool {
        contents.wait(for: timeout) { condition($0.snapshot) ? true : nil } ?? false
    }

    /// Changes the snapshot; the file follows within about 20 ms.
    public func note(_ change: (inout EmulatorSnapshot) -> Void) {
        contents.update { contents in
            change(&contents.snapshot)
            contents.isStale = true
        }
    }

    /// Changes the snapshot; the file is level when this returns.
    public func publish(_ change: (inout EmulatorSnapshot) -> Void = { _ in }) {
        contents.update { change(&$0.snapshot) }
        writeFile()
    }

    /// Writes the file a last time and stops keeping it.
    public func close() {
        contents.update { $0.isClosed = true }
        writeFile()
    }

    private func keepFileFresh() {
        while contents.wait(for: nil, until: { $0.isStale || $0.isClosed ? !$0.isClosed : nil }) == true {
            _ = contents.wait(for: .milliseconds(15)) { $0.isClosed ? true : nil }
            writeFile()
        }
    }

    private func writeFile() {
        guard let file else { return }
        file.write {
            contents.read { contents in
                contents.isStale = false
                return contents.snapshot.json
            }
        }
    }
}
