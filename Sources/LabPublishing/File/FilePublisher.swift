import FoundationEssentials
public import LabValues

/// Writes an experiment to a directory of its own: JSON lines, a CSV table per step, scripts and a summary.
///
/// - Shape: `events.jsonl`, `data.jsonl`, `002-CV-100mVs.csv`, `002-CV-100mVs.attempt2.csv`, `scripts/`, `run.json`.
/// - Throws: `StorageFault`. Files then end with whole lines, and a repeated call goes on where the last one ended.
public actor FilePublisher: PublisherKind {
    public static let scheme = "file"
    public static let summary = "file:DIR: JSON lines and CSV tables in DIR/EXPERIMENT_ID/"
    public static let isLocal = true

    /// The directory of the experiment.
    public nonisolated let location: String?

    private let folder: ExperimentFolder
    private let events: LineFile
    private let data: LineFile
    private var tables = TableShelf()
    private var names: [Int: StepFileName] = [:]
    private var run: RunSummary
    /// The last event whose script or summary has been written.
    private var lastFact = 0

    /// Makes `directory`/`experiment`; the directory itself where it is missing.
    ///
    /// - Throws: `SinkFault` when that cannot be, `StorageFault` when no file can be made in it.
    public init(in directory: String, for experiment: ExperimentID) throws {
        try self.init(in: directory, for: experiment, on: .real)
    }

    init(in directory: String, for experiment: ExperimentID, on disk: Disk) throws {
        folder = try ExperimentFolder(experiment, in: directory, on: disk)
        location = folder.path
        events = LineFile("events.jsonl", in: folder)
        data = LineFile("data.jsonl", in: folder)
        run = RunSummary(of: experiment)
        try events.open()
        try data.open()
    }

    public static func settled(_ sink: SinkAddress) throws -> SinkAddress {
        try check(sink)
        guard !sink.rest.hasPrefix("/") else { return sink }
        return try SinkAddress("file:" + FileManager.default.currentDirectoryPath + "/" + sink.rest)
    }

    public static func open(_ opening: PublisherOpening) throws -> any Publisher {
        try check(opening.sink)
        return try FilePublisher(in: opening.sink.rest, for: opening.experiment)
    }

    private static func check(_ sink: SinkAddress) throws(SinkFault) {
        guard !sink.rest.isEmpty else {
            throw SinkFault.badRest(text: sink.text, expected: "a directory must follow “file:”")
        }
        guard !sink.rest.hasPrefix("~") else {
            throw SinkFault.badRest(text: sink.text, expected: "the shell does not replace “~” here; write $HOME")
        }
    }

    /// Points reach the disk before the events that speak of them.
    public func publish(_ records: [Record]) async throws {
        for record in records { noteName(of: record) }
        try data.append(lines(of: records, where: \.isPoints, after: data.lastSeq))
        try appendRows(of: records)
        try writeScripts(of: records)
        try events.append(lines(of: records, where: { !$0.isPoints }, after: events.lastSeq))
        try writeSummary(of: records)
    }

    public func flush(within limit: Duration) async throws {
        try data.synchronise()
        try tables.synchronise()
        try events.synchronise()
        try folder.synchronise()
    }

    /// A directory in which nothing was ever written goes: a run that was refused leaves nothing behind.
    public func close() async {
        if events.lastSeq == 0, data.lastSeq == 0 { folder.discard(["events.jsonl", "data.jsonl"]) }
    }

    private func lines(of records: [Record], where isWanted: (Record) -> Bool, after seq: Int) -> Lines {
        var lines = Lines()
        for record in records where record.seq > seq && isWanted(record) { lines.append(record) }
        return lines
    }

    private func appendRows(of records: [Record]) throws(StorageFault) {
        var rows: [TableShelf.StepRun: Lines] = [:]
        var order: [PointBatch] = []
        for record in records {
            guard case .points(let batch) = record.message.message.content, batch.phase == nil, !batch.points.isEmpty
            else { continue }
            guard record.seq > tables.lastSeq(of: batch.run) else { continue }
            if rows[batch.run] == nil { order.append(batch) }
            rows[batch.run, default: Lines()].append(StepTable.rows(of: batch), of: record.seq)
        }
        for batch in order {
            try tables.append(
                rows[batch.run] ?? Lines(), to: batch.run, named: name(of: batch).stem(attempt: batch.attempt),
                in: folder)
        }
    }

    private func name(of batch: PointBatch) -> StepFileName {
        names[batch.stepIndex] ?? StepFileName(index: batch.stepIndex, title: "", technique: batch.technique.rawValue)
    }

    private func noteName(of record: Record) {
        guard let step = StepStart(record) else { return }
        names[step.index] = step.fileName
    }

    private func writeScripts(of records: [Record]) throws(StorageFault) {
        for record in records where record.seq > lastFact {
            guard let step = StepStart(record), let script = step.script else { continue }
            try folder.makeDirectory("scripts")
            try folder.replace(
                "scripts/\(step.fileName.stem(attempt: step.attempt)).\(step.scriptType)", with: Array(script.utf8))
            lastFact = record.seq
        }
    }

    private func writeSummary(of records: [Record]) throws(StorageFault) {
        var hasChanged = false
        for record in records {
            guard case .event(let name, let data) = record.message.message.content else { continue }
            if run.note(name, data, at: record.message.message.timestamp) { hasChanged = true }
        }
        if hasChanged { try folder.replace("run.json", with: run.encoded) }
    }
}

extension Record {
    fileprivate var isPoints: Bool { if case .points = message.message.content { true } else { false } }
}

extension PointBatch {
    fileprivate var run: TableShelf.StepRun { .init(index: stepIndex, attempt: attempt) }
}
