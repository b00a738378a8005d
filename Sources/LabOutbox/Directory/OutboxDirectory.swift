import FoundationEssentials
import Glibc
public import LabPublishing
public import LabValues

/// The outboxes of all experiments on this host: one file each, in a directory that the caller made private.
///
/// Every call here blocks for the disk.
public struct OutboxDirectory: Sendable {
    /// Where they lie.
    public let path: String
    let clock: any LabClock

    /// The outboxes in `path`, which must exist.
    public init(_ path: String, clock: any LabClock) { (self.path, self.clock) = (path, clock) }

    /// Makes the outbox of a new experiment, and holds it.
    ///
    /// - Throws: `.known` for an id that was ever held, `.held`, `.networkFileSystem`, or `.storage`.
    public func begin(
        _ experiment: ExperimentID, writer: WriterID, sinks: [OutboxSink], limits: OutboxLimits = OutboxLimits()
    ) throws(OutboxFault) -> Outbox {
        try begin(experiment, writer: writer, sinks: sinks, limits: limits, after: 0)
    }

    /// Makes a new file whose first message follows `lastSeq`: for an experiment that went on elsewhere before.
    func begin(
        _ experiment: ExperimentID, writer: WriterID, sinks: [OutboxSink], limits: OutboxLimits, after lastSeq: Int
    ) throws(OutboxFault) -> Outbox {
        if let name = NetworkFileSystem.name(under: path) { throw .networkFileSystem(path: path, name: name) }
        let files = files(of: experiment)
        let wasThere = access(files.lock, F_OK) == 0
        let lock = try OutboxLock(files.lock, of: experiment)
        do throws(OutboxFault) {
            try refuseKnown(experiment, files, after: lastSeq)
            return try make(experiment, files, lock, writer: writer, sinks: sinks, limits: limits, after: lastSeq)
        } catch {
            if !wasThere { lock.remove() }
            throw error
        }
    }

    /// Opens and holds the outbox of an earlier run: to deliver what is left, or to go on with it.
    ///
    /// A damaged one is mended first; `Outbox.salvage` then says what was lost.
    /// - Parameters:
    ///   - held: the highest `seq` that each sink's own files hold, where that is known.
    ///   - former: a process that had it and has ended; what it left to a child of its own is no lock.
    /// - Throws: `.missing`, `.held`, `.damaged` when nothing in it can be read, `.newerFormat`, `.notOurFile`, or
    ///   `.storage`.
    public func reopen(
        _ experiment: ExperimentID, limits: OutboxLimits = OutboxLimits(), held: [SinkAddress: Int] = [:],
        leftBy former: Int32? = nil
    ) throws(OutboxFault) -> Outbox {
        let files = files(of: experiment)
        guard files.isThere || files.arePresent else { throw .missing(experiment, path: files.database) }
        let lock = try OutboxLock(files.lock, of: experiment, leftBy: former)
        let salvage = try OutboxMender(directory: self, experiment: experiment, held: held).mend()
        let file = try OutboxFile(opening: files.database, durability: limits.durability)
        return try Outbox(file, files, lock, limits: limits, isNew: false, salvage: salvage)
    }

    /// The experiments that have a file here, by name.
    public func experiments() throws(OutboxFault) -> [ExperimentID] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw .storage(StorageFault(path: path, errorNumber: ENOENT))
        }
        return Set(names.map(Files.settled)).filter { $0.hasSuffix(Files.suffix) }
            .compactMap { try? ExperimentID(String($0.dropLast(Files.suffix.count))) }  // other names are not ours
            .sorted { $0.text < $1.text }
    }

    /// Whether there is an outbox of this experiment.
    public func isKnown(_ experiment: ExperimentID) -> Bool {
        let files = files(of: experiment)
        return files.isThere || files.arePresent
    }

    /// Who holds an experiment's outbox at this moment; nil when nobody does.
    public func holder(of experiment: ExperimentID) -> OutboxHolder? { OutboxLock.holder(files(of: experiment).lock) }

    /// The `seq` given last in an experiment whose file is gone; nil when the id is not among those.
    public func lastSeq(ofRemoved experiment: ExperimentID) throws(OutboxFault) -> Int? {
        try register.lastSeq(of: experiment)
    }

    var register: HeldExperiments { HeldExperiments(path: path + "/held.jsonl") }

    func files(of experiment: ExperimentID) -> Files { Files(stem: path + "/" + experiment.text) }

    private func refuseKnown(_ experiment: ExperimentID, _ files: Files, after lastSeq: Int) throws(OutboxFault) {
        if files.isThere {
            try OutboxFile.checkPlainFile(files.database)
            throw .known(experiment, lastSeq: nil)
        }
        if files.arePresent { throw .known(experiment, lastSeq: nil) }
        if lastSeq == 0, let last = try register.lastSeq(of: experiment) { throw .known(experiment, lastSeq: last) }
    }

    private func make(
        _ experiment: ExperimentID, _ files: Files, _ lock: OutboxLock, writer: WriterID, sinks: [OutboxSink],
        limits: OutboxLimits, after lastSeq: Int
    ) throws(OutboxFault) -> Outbox {
        do throws(StorageFault) { try DiskReserve(path: files.reserve).take() } catch {
            throw error.errorNumber == ELOOP ? .notOurFile(path: error.path) : .storage(error)
        }
        do throws(OutboxFault) {
            let header = StoredHeader(
                experiment: experiment, writer: writer.text, begun: clock.wallTime.millisecondsSinceEpoch,
                lastSeq: lastSeq)
            let stored = sinks.enumerated().map { place, sink in
                StoredSink(id: Int64(place + 1), sink: sink, started: lastSeq, cursor: lastSeq)
            }
            let file = try OutboxFile.create(
                files.database, header: header, sinks: stored, durability: limits.durability)
            try synchronise(directory: path)
            return try Outbox(file, files, lock, limits: limits, isNew: true)
        } catch {
            if case .known = error { throw error }
            files.unlinkAll()
            throw error
        }
    }
}

extension OutboxDirectory {
    /// The files of one experiment.
    struct Files: Sendable {
        static let suffix = ".sqlite"
        static let lockSuffix = ".lock"
        let stem: String
        var database: String { stem + Self.suffix }
        var lock: String { stem + Self.lockSuffix }
        var reserve: String { stem + ".reserve" }
        /// Everything that goes with the messages; the lock is not among them.
        var contents: [String] {
            [database + "-wal", database + "-shm", database, reserve] + OutboxFile.draftNames(of: database)
        }

        /// Whether anything is in the place of the database, a link that leads nowhere too.
        var isThere: Bool { faccessat(AT_FDCWD, database, F_OK, AT_SYMLINK_NOFOLLOW) == 0 }

        func unlinkAll() { for path in contents { unlink(path) } }
    }
}
