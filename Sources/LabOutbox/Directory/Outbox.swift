public import LabPublishing
public import LabValues
import Synchronization

/// The outbox of one experiment, held by this process until it is closed.
///
/// An `OutboxJournal` works on it; beside that only its notebooks may be used.
public final class Outbox: Sendable {
    /// Whose messages they are.
    public let experiment: ExperimentID
    /// How much it may hold.
    public let limits: OutboxLimits
    /// Whether it was made just now.
    public let isNew: Bool
    /// The `seq` given last when it was opened.
    public let lastSeq: Int
    /// What became of the damaged file in whose place this one is; nil for a sound one.
    public let salvage: Salvage?

    let file: OutboxFile
    let reserve: DiskReserve
    /// Whether space was kept back when it was opened.
    let hasReserve: Bool
    let begun: StoredHeader
    private let files: OutboxDirectory.Files
    private let lock: Mutex<OutboxLock?>
    private let stored: Mutex<[StoredSink]>

    init(
        _ file: OutboxFile, _ files: OutboxDirectory.Files, _ lock: OutboxLock, limits: OutboxLimits, isNew: Bool,
        salvage: Salvage? = nil
    ) throws(OutboxFault) {
        (self.file, self.files, self.limits, self.isNew) = (file, files, limits, isNew)
        self.salvage = salvage
        begun = try file.header()
        (experiment, lastSeq) = (begun.experiment, begun.lastSeq)
        reserve = DiskReserve(path: files.reserve)
        hasReserve = isNew || reserve.retake()
        stored = Mutex(try file.sinks())
        self.lock = Mutex(lock)
    }

    /// Its sinks, in the order they were given.
    public var sinks: [OutboxSink] { storedSinks.map(\.sink) }

    /// Whether its run began and never said how it ended: it was killed.
    public func lacksLastWord() throws(OutboxFault) -> Bool {
        switch try file.latestEvent(of: [.experimentStarted, .experimentResumed, .experimentFinished]) {
        case .experimentFinished?: false
        case .some: true
        // Either it died before it began, or what it began with is not kept any more.
        case nil: try (file.kept()?.lowerBound ?? lastSeq + 1) > 1 && lastSeq > 0
        }
    }

    var storedSinks: [StoredSink] { stored.withLock { $0 } }

    /// Adds a sink, which gets what comes from now on. Not while a journal works on it.
    ///
    /// After a salvage in which sinks became unreadable it may be one of those, and gets everything that was kept.
    public func add(_ sink: OutboxSink) throws(OutboxFault) {
        let known = storedSinks
        guard !known.contains(where: { $0.sink.address == sink.address }) else { return }
        let id = (known.map(\.id).max() ?? 0) + 1
        let start = salvage?.startOfAddedSinks ?? lastSeq
        try file.add(StoredSink(id: id, sink: sink, started: start, cursor: start))
        try reread()
    }

    /// What one sink's publisher keeps for its next life; a sink it does not know keeps nothing.
    public func notebook(for address: SinkAddress) -> any PublisherNotebook {
        guard let sink = storedSinks.first(where: { $0.sink.address == address }) else { return BlankNotebook() }
        return OutboxNotebook(file: file, sink: sink.id)
    }

    /// Lets go of it, when no journal was opened on it.
    ///
    /// A new one in which nothing was ever committed goes without a trace: the id of a run that was refused stays free.
    public func close() throws(OutboxFault) {
        let isUnused = isNew && (try? file.header())?.lastSeq == 0  // what cannot be read is not thrown away
        let held = lock.withLock { lock in
            defer { lock = nil }
            return lock
        }
        reserve.release()
        do { try file.close() } catch { throw OutboxFile.fault(error, at: file.path) }
        guard isUnused, let held else { return }
        files.unlinkAll()
        held.remove()
    }

    func reread() throws(OutboxFault) {
        let sinks = try file.sinks()
        stored.withLock { $0 = sinks }
    }
}

/// The notes of one sink's publisher, in the outbox.
struct OutboxNotebook: PublisherNotebook {
    let file: OutboxFile
    let sink: Int64

    /// A note that cannot be read is as good as none: the publisher decides anew.
    func note(_ name: String) -> String? { (try? file.note(name, of: sink)) ?? nil }

    func keep(_ text: String, as name: String) throws { try file.keep(text, as: name, of: sink) }
}
