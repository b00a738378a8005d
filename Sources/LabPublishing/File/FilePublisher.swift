import FoundationEssentials
public import LabValues

/// Writes an experiment to a directory of its own: JSON lines, a CSV table per step, scripts and a summary.
///
/// A process may be killed at any moment. When a later one opens the same directory with `isResumed`, torn lines are
/// cut off, missing rows, scripts and `run.json` are made from the lines that are held, and records that are held are
/// skipped: the files become what one undisturbed process would have written.
///
/// - Shape: `events.jsonl`, `data.jsonl`, `002-CV-100mVs.csv`, `002-CV-100mVs.attempt2.csv`, `scripts/`, `run.json`.
/// - Throws: `StorageFault`. Files then end with whole lines, and a repeated call goes on where the last one ended.
/// - Cost of resuming: `events.jsonl` is read once, of `data.jsonl` about 20 lines and what came after the last event;
///   all points of a step only when rows of it are missing. Memory does not grow with the files.
public actor FilePublisher: PublisherKind {
    public static let scheme = "file"
    public static let summary = "file:DIR: JSON lines and CSV tables in DIR/EXPERIMENT_ID/"
    public static let isLocal = true

    /// The directory of the experiment.
    public nonisolated let location: String?

    private var files: ExperimentFiles

    /// Makes `directory`/`experiment`; the directory itself where it is missing.
    ///
    /// A resumed experiment whose directory is gone begins a new one, in which only stands what is published from now
    /// on: the journal no longer sends what was confirmed before.
    /// - Parameter isResumed: whether an earlier process may have made the directory, which is then continued.
    /// - Throws: `SinkFault` when that cannot be, `ResumptionFault` when the directory or a line in it is not ours,
    ///   `StorageFault` when no file can be made in it.
    public init(in directory: String, for experiment: ExperimentID, isResumed: Bool = false) throws {
        try self.init(in: directory, for: experiment, isResumed: isResumed, on: .real)
    }

    init(in directory: String, for experiment: ExperimentID, isResumed: Bool = false, on disk: Disk) throws {
        files = try ExperimentFiles(of: experiment, in: directory, isResumed: isResumed, on: disk)
        location = files.folder.path
    }

    /// The highest `seq` held in the files; 0 when there is none.
    public var heldSeq: Int { files.heldSeq }

    /// The record after which some may be missing when a power cut took the ends of files: up to here all are held.
    ///
    /// A journal that sends again what comes after it, as far as it still can, makes the files whole; what is held is
    /// skipped. A process that was merely killed needs no more than what it had not confirmed.
    public var completeSeq: Int { files.completeSeq }

    public var heldThrough: Int? { completeSeq }

    /// The highest `seq` that the files of `experiment` in `directory` hold; nil when there is no such directory.
    ///
    /// For a journal that lost its own memory of it. Changes nothing; reads the ends of two files.
    /// - Throws: `SinkFault`, `ResumptionFault`, `StorageFault`.
    public static func highestSeq(in directory: String, for experiment: ExperimentID) throws -> Int? {
        guard let folder = try ExperimentFolder(reading: experiment, in: directory) else { return nil }
        let events = try folder.lastSeq(of: "events.jsonl", for: experiment, holding: .events)
        return max(events, try folder.lastSeq(of: "data.jsonl", for: experiment, holding: .points))
    }

    public static func highestSeq(at sink: SinkAddress, for experiment: ExperimentID) throws -> Int? {
        try highestSeq(in: sink.rest, for: experiment)
    }

    public static func settled(_ sink: SinkAddress) throws -> SinkAddress {
        try check(sink)
        let base = sink.rest.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath
        let parts = (base + "/" + sink.rest).split(separator: "/").filter { $0 != "." }
        return try SinkAddress("file:/" + parts.joined(separator: "/"))
    }

    public static func open(_ opening: PublisherOpening) throws -> any Publisher {
        try check(opening.sink)
        return try FilePublisher(in: opening.sink.rest, for: opening.experiment, isResumed: opening.isResumed)
    }

    private static func check(_ sink: SinkAddress) throws(SinkFault) {
        guard !sink.rest.isEmpty else {
            throw SinkFault.badRest(text: sink.text, expected: "a directory must follow “file:”")
        }
        guard !sink.rest.hasPrefix("~") else {
            throw SinkFault.badRest(text: sink.text, expected: "the shell does not replace “~” here; write $HOME")
        }
    }

    public func publish(_ records: [Record]) async throws { try files.append(records) }

    public func flush(within limit: Duration) async throws { try files.synchronise() }

    /// A new directory in which nothing was written goes: a run that was refused leaves nothing behind.
    public func close() async { files.close() }
}
