import Glibc
public import LabValues

/// What the files of an experiment tell one who goes on with it; nothing is changed.
extension FilePublisher {
    /// Gives every event in `directory`/`experiment` to `body`, in order.
    ///
    /// - Returns: when the last message was made, an event or points; nil when there is no such directory or message.
    /// - Throws: `SinkFault`, `ResumptionFault`, `StorageFault`, and what `body` throws. Blocks for reading the events.
    public static func eachEvent(
        in directory: String, for experiment: ExperimentID, _ body: (NumberedMessage) throws -> Void
    ) throws -> Timestamp? {
        guard let folder = try ExperimentFolder(reading: experiment, in: directory) else { return nil }
        var last: Timestamp?
        try folder.reading("events.jsonl") { stored in
            try stored.eachMessage(of: experiment) { _, line in
                let message = try stored.wholeMessage(of: line)
                last = message.message.timestamp
                try body(message)
            }
        }
        try folder.reading("data.jsonl") { stored in
            guard let line = try stored.line(before: stored.length), line.isWhole else { return }
            let moment = try stored.wholeMessage(of: line).message.timestamp
            last = max(last ?? moment, moment)
        }
        return last
    }
}

extension ExperimentFolder {
    /// Reads a file made earlier, when it is there.
    fileprivate func reading(_ name: String, _ body: (StoredLines) throws -> Void) throws {
        guard let file = try find(name) else { return }
        defer { close(file) }
        try body(StoredLines(file, length: length(of: name) ?? 0, path: "\(path)/\(name)"))
    }
}
