import Glibc
import LabPublishing
import LabValues

/// Looks at one experiment's outbox that nobody works on, and puts a sound file in the place of a damaged one.
struct OutboxMender {
    let directory: OutboxDirectory
    let experiment: ExperimentID
    /// The highest `seq` that each sink's own files hold.
    let held: [SinkAddress: Int]

    private var files: OutboxDirectory.Files { directory.files(of: experiment) }

    /// What an outbox is found to be.
    struct Finding {
        var contents: OutboxContents
        var log: LogInspection
        /// The index of the log, as it was before SQLite saw it.
        var index: [UInt8]
        /// What is wrong; empty for a sound outbox.
        var faults: [String]
    }

    /// Looks at the files, and changes nothing but the index of the log.
    ///
    /// - Throws: `.notOurFile`, `.newerFormat`, `.storage`.
    func inspect() throws(OutboxFault) -> Finding {
        for path in [files.database, files.database + "-wal", files.database + "-shm"] where path.exists {
            try OutboxFile.checkPlainFile(path)
        }
        let index = RawFile(files.database + "-shm").map { $0.bytes(at: 0, count: $0.size) } ?? []
        let log = LogInspection(files.database + "-wal", index: index)
        var contents = OutboxContents()
        if RawFile(files.database)?.size ?? 0 > 0 {
            contents = try OutboxContents(of: files.database, experiment: experiment)
        } else {
            // Not shown to SQLite: it deletes the log of an empty file.
            contents.faults = ["the file is empty"]
        }
        let faults = (log.fault.map { [$0] } ?? []) + contents.faults + contradictions(contents)
        return Finding(contents: contents, log: log, index: index, faults: faults)
    }

    /// Messages that a sink's own files have and the outbox does not know.
    private func contradictions(_ contents: OutboxContents) -> [String] {
        guard let last = contents.header?.lastSeq, contents.isHeaderSound else { return [] }
        return held.filter { $0.value > last }.sorted { $0.value < $1.value }.map {
            "\($0.key) holds message \($0.value), but its own last is \(last)"
        }
    }

    /// Puts a sound file in the place of a damaged one.
    ///
    /// - Returns: what became of it; nil for a sound outbox, which is not touched.
    /// - Throws: `.damaged` when nothing in it can be read: it is moved away all the same, and the id stays known.
    func mend() throws(OutboxFault) -> Salvage? {
        try finishEarlierMending()
        let finding = try inspect()
        guard !finding.faults.isEmpty else { return nil }
        return try replace(finding)
    }

    // MARK: Making the new file

    private func replace(_ finding: Finding) throws(OutboxFault) -> Salvage {
        let scan = RawScan(database: files.database, log: files.database + "-wal")
        var header = finding.contents.header ?? StoredHeader(experiment: experiment, writer: "", begun: 0)
        header.experiment = experiment
        var fresh = try FreshFile(at: files.unfinished, header: header)
        let plan: SalvagePlan
        do throws(OutboxFault) {
            plan = try fill(&fresh, finding, scan)
            if plan.lastSeq == 0, plan.sinks.isEmpty, finding.contents.header == nil {
                fresh.abandon()
                throw try setAside(nothingReadable: finding)
            }
            if finding.contents.header == nil, let record = try fresh.firstRecord() {
                header.writer = record.message.writer.text
                header.begun = record.message.message.timestamp.millisecondsSinceEpoch
            }
            try fresh.finish(plan, header: header)
        } catch {
            fresh.abandon()
            throw error
        }
        return try swap(plan, fresh.kept, finding)
    }

    private func fill(
        _ fresh: inout FreshFile, _ finding: Finding, _ scan: RawScan
    ) throws(OutboxFault) -> SalvagePlan {
        let contents = finding.contents
        // A file that SQLite does not open at all has nothing but its pages.
        if contents.size.rows > 0, let damaged = try? OutboxFile(opening: files.database, isReadOnly: true) {
            try fresh.takeRows(of: damaged)
            try? damaged.close()  // it only read
        }
        let known = Set(contents.sinks.map(\.id))
        let found = contents.areSinksSound ? [] : scan.sinks().filter { !known.contains($0.id) }
        let sinks = (contents.sinks + found).sorted { $0.id < $1.id }
        let unreadable = contents.unreadableSinks(besides: found)
        let floor = unreadable > 0 ? 0 : sinks.map(\.cursor).min() ?? 0
        let refused = Set(contents.refused.map(\.seq))
        let given = Self.givenUp(by: sinks, contents)
        // Old pages also hold what was forgotten long ago: only what somebody waits for is taken from them.
        try fresh.takeRows(of: scan) { seq in (seq > floor && !given.contains(seq)) || refused.contains(seq) }
        return SalvagePlan(
            .init(
                contents: contents, sinks: sinks, unreadableSinks: unreadable, kept: fresh.kept,
                lastSeq: scan.lastSeq(), unknown: finding.log.absent * Self.rowsPerPage, held: held))
    }

    /// No row is shorter than 128 bytes.
    private static let rowsPerPage = RawFile.pageBytes / 128

    /// What every sink has given up.
    private static func givenUp(by sinks: [StoredSink], _ contents: OutboxContents) -> SeqRanges {
        guard contents.areGapsSound, let first = sinks.first else { return SeqRanges() }
        func gaps(of sink: StoredSink) -> SeqRanges {
            SeqRanges(contents.gaps.filter { $0.sink == sink.id }.map(\.gap))
        }
        return sinks.dropFirst().reduce(gaps(of: first)) { $0.intersection(gaps(of: $1)) }
    }

    // MARK: Changing places

    /// From the moment the new file has its second name, a start that was cut short can be finished by the next.
    private func swap(_ plan: SalvagePlan, _ kept: SeqRanges, _ finding: Finding) throws(OutboxFault) -> Salvage {
        let shelf = try DamagedShelf(in: directory.path, for: experiment, at: directory.clock.wallTime)
        let salvage = Salvage(plan, kept, finding.faults, of: experiment, in: shelf.path)
        try shelf.write(Array((salvage.report.joined(separator: "\n") + "\n").utf8), as: "report.txt")
        try directory.register.append(experiment, lastSeq: plan.lastSeq, at: directory.clock.wallTime)
        try move(files.unfinished, to: files.mended)
        try setAside(to: shelf, index: finding.index)
        try move(files.mended, to: files.database)
        return salvage
    }

    private func setAside(nothingReadable finding: Finding) throws(OutboxFault) -> OutboxFault {
        let shelf = try DamagedShelf(in: directory.path, for: experiment, at: directory.clock.wallTime)
        let last = held.values.max() ?? 0
        try directory.register.append(experiment, lastSeq: last, at: directory.clock.wallTime)
        try setAside(to: shelf, index: finding.index)
        DiskReserve(path: files.reserve).release()
        return .damaged(
            path: files.database,
            what:
                "nothing in it can be read (\(finding.faults.first ?? "it is empty")); it was moved to \(shelf.path), "
                + "and the id stays known")
    }

    /// The log goes first: beside the new file it would be taken for its own.
    private func setAside(to shelf: DamagedShelf, index: [UInt8]) throws(OutboxFault) {
        try shelf.take(files.database)
        try shelf.take(files.database + "-wal")
        removeFile(files.database + "-shm")
        if !index.isEmpty { try shelf.write(index, as: "\(experiment)\(OutboxDirectory.Files.suffix)-shm") }
        try synchronise(directory: shelf.path)
        try synchronise(directory: directory.path)
    }

    private func finishEarlierMending() throws(OutboxFault) {
        guard files.mended.exists else { return }
        try OutboxFile.checkPlainFile(files.mended)
        if files.database.exists || (files.database + "-wal").exists {
            try setAside(
                to: try DamagedShelf(in: directory.path, for: experiment, at: directory.clock.wallTime), index: [])
        }
        try move(files.mended, to: files.database)
    }

    private func move(_ file: String, to place: String) throws(OutboxFault) {
        guard rename(file, place) == 0 else { throw .storage(StorageFault(path: place, errorNumber: errno)) }
        try synchronise(directory: directory.path)
    }
}

extension String {
    /// Whether something has this name, be it a link into nowhere.
    var exists: Bool {
        var status = stat()
        return lstat(self, &status) == 0
    }
}
