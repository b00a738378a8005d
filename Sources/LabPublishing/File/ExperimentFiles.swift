import LabValues

/// The files of one experiment, written in an order that a later process can continue from, wherever this one dies.
struct ExperimentFiles {
    /// How many of the steps started last may have a table that a power cut tore: those kept open, and some without.
    private static let mostAtRisk = 8

    /// The events whose facts the files of steps and `run.json` are made of.
    private static let remembered: Set<EventName> = [
        .stepStarted, .experimentStarted, .experimentResumed, .experimentFinished,
    ]

    let folder: ExperimentFolder
    private let experiment: ExperimentID
    private let events: LineFile
    private let data: LineFile
    private var tables = TableShelf()
    private var steps = StepNames()
    private var summary: RunSummary
    /// The last event whose script has been written.
    private var lastScript = 0
    /// Present when the directory was found.
    private let mender: TableMender?
    /// Whether what a dead process left unfinished has been finished.
    private var isMended = true
    /// Runs whose rows may be missing, and whose table has no name yet.
    private var suspects: [TableMender.Suspect] = []

    /// Makes the directory of `experiment`, or continues it.
    ///
    /// - Throws: `SinkFault`, `ResumptionFault`, `StorageFault`.
    init(of experiment: ExperimentID, in directory: String, isResumed: Bool, on disk: Disk) throws {
        self.experiment = experiment
        folder = try ExperimentFolder(experiment, in: directory, isResumed: isResumed, on: disk)
        events = LineFile("events.jsonl", in: folder)
        data = LineFile("data.jsonl", in: folder)
        summary = RunSummary(of: experiment)
        guard !folder.isNew else {
            mender = nil
            try events.open()
            try data.open()
            return
        }
        try events.resume(experiment, holding: .events)
        try data.resume(experiment, holding: .points)
        mender = TableMender(experiment: experiment, folder: folder, data: data, lastEvent: events.lastSeq)
        isMended = false
        // A full disk is no reason not to begin: the next call tries again, and says so.
        do { try mend() } catch is StorageFault {}
    }

    /// The highest `seq` held.
    var heldSeq: Int { max(events.lastSeq, data.lastSeq) }

    /// No record up to this one is missing: files lose their ends only.
    var completeSeq: Int { min(events.lastSeq, data.lastSeq) }

    /// Points reach the disk before the events that speak of them.
    mutating func append(_ records: [Record]) throws {
        try mend()
        for record in records { try prepare(for: record) }
        try data.append(lines(of: records, where: \.isPoints, after: data.lastSeq))
        try appendRows(of: records)
        try writeScripts(of: records)
        try events.append(lines(of: records, where: { !$0.isPoints }, after: events.lastSeq))
        for record in records { summary.note(record.message) }
        try writeSummary()
    }

    /// Brings everything to the disk.
    mutating func synchronise() throws {
        try mend()
        try data.synchronise()
        try tables.synchronise()
        try events.synchronise()
        try folder.synchronise()
    }

    /// A directory made for a run that wrote nothing goes: one that was refused leaves nothing behind.
    mutating func close() {
        // No `step_started` will come any more. What cannot be written now is mended by whoever opens the files next.
        for suspect in suspects { try? name(suspect.run, suspect.technique) }
        if heldSeq == 0 { folder.discard(["events.jsonl", "data.jsonl"]) }
    }

    private func lines(of records: [Record], where isWanted: (Record) -> Bool, after seq: Int) -> Lines {
        var lines = Lines()
        for record in records where record.seq > seq && isWanted(record) { lines.append(record) }
        return lines
    }

    /// A table is named when its first points come, after whatever tells the title of the step.
    private mutating func prepare(for record: Record) throws {
        for suspect in suspects where suspect.seq < record.seq { try name(suspect.run, suspect.technique) }
        if let step = StepStart(record.message) {
            steps.note(step, at: record.seq)
        } else if case .points(let batch) = record.message.message.content, batch.hasRows, !tables.has(batch.run) {
            try name(batch.run, batch.technique)
        }
    }

    private mutating func name(_ run: StepRun, _ technique: TechniqueCode, until next: Int? = nil) throws {
        let name = steps.stem(of: run, technique: technique) + ".csv"
        let length = try mender?.level(run, named: name, since: steps.start(of: run) ?? 0, until: next) ?? 0
        let lastSeq = mender == nil ? 0 : data.lastSeq
        tables.add(
            LineFile(name, header: StepTable.header, in: folder, length: length, lastSeq: lastSeq), for: run)
        suspects.removeAll { $0.run == run }
    }

    private mutating func appendRows(of records: [Record]) throws(StorageFault) {
        var rows: [StepRun: Lines] = [:]
        var order: [StepRun] = []
        for record in records {
            guard case .points(let batch) = record.message.message.content, batch.hasRows,
                record.seq > tables.lastSeq(of: batch.run)
            else { continue }
            if rows[batch.run] == nil { order.append(batch.run) }
            rows[batch.run, default: Lines()].append(StepTable.rows(of: batch), of: record.seq)
        }
        for run in order { try tables.append(rows[run] ?? Lines(), to: run) }
    }

    private mutating func writeScripts(of records: [Record]) throws {
        for record in records where record.seq > lastScript {
            guard let step = StepStart(record.message), let script = step.script else { continue }
            try folder.makeDirectory("scripts")
            try folder.replace(step.scriptPath, with: Array(script.utf8))
            lastScript = record.seq
        }
    }

    private mutating func writeSummary() throws {
        guard summary.isDue else { return }
        try folder.replace("run.json", with: summary.encoded)
        summary.isDue = false
    }
}

// MARK: After a death

extension ExperimentFiles {
    /// Finishes what a dead process left unfinished. Does nothing once that is done; may be called again after a fault.
    private mutating func mend() throws {
        guard !isMended, let mender else { return }
        try folder.removeDraft()
        try readEvents()
        if summary.isDue, try !holds("run.json", summary.encoded) { try writeSummary() }
        summary.isDue = false
        suspects = try mender.suspects()
        for (run, next) in steps.latest(Self.mostAtRisk) where !suspects.contains(where: { $0.run == run }) {
            try name(run, TechniqueCode(rawValue: ""), until: next)
        }
        // The others wait for their `step_started`, which is still to come.
        for suspect in suspects where steps.start(of: suspect.run) != nil { try name(suspect.run, suspect.technique) }
        isMended = true
    }

    /// Learns from the events what the files of the steps are called and what `run.json` says; mends scripts.
    private mutating func readEvents() throws {
        let stored = try events.stored()
        var lastSeq = 0
        try stored.eachMessage(of: experiment) { head, line in
            guard let event = head.event else { throw try stored.foreign(line) }
            guard head.seq > lastSeq else {
                throw ResumptionFault.notRising(path: stored.path, line: try stored.number(ofLineAt: line.start))
            }
            lastSeq = head.seq
            guard Self.remembered.contains(event) else { return }
            let message = try stored.wholeMessage(of: line)
            summary.note(message)
            guard let step = StepStart(message) else { return }
            steps.note(step, at: head.seq)
            try mendScript(of: step)
        }
    }

    private func mendScript(of step: StepStart) throws {
        guard let script = step.script, folder.length(of: step.scriptPath) != script.utf8.count else { return }
        try folder.makeDirectory("scripts")
        try folder.replace(step.scriptPath, with: Array(script.utf8))
    }

    private func holds(_ name: String, _ bytes: [UInt8]) throws -> Bool {
        try folder.content(of: name, atMost: bytes.count + 1) == bytes
    }
}

extension Record {
    fileprivate var isPoints: Bool { if case .points = message.message.content { true } else { false } }
}
