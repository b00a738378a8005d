import FoundationEssentials
import Glibc
import LabOutbox
import LabPublishing
import LabValues

/// An experiment that an earlier process began: where its files and its outbox are, and how far it came.
struct FoundExperiment: Sendable {
    let experiment: ExperimentID
    /// The directory above its own; nil when it has no files.
    let runs: String?
    let outboxes: OutboxDirectory
    /// What `run.json` said before anything was touched; nil where there is none that can be read.
    let summary: JSONObject?

    /// Finds what was typed: the directory of an experiment, or its name.
    ///
    /// - Throws: `ResumeRefused`, `OutboxFault`.
    init(_ text: String, outboxes: OutboxDirectory) throws {
        self.outboxes = outboxes
        if let place = Self.directory(text), let experiment = try? ExperimentID(place.name) {
            (self.experiment, runs) = (experiment, place.parent)
        } else {
            guard let experiment = try? ExperimentID(text), try outboxes.lastSeq(of: experiment) != nil else {
                throw ResumeRefused.unknown(text)
            }
            self.experiment = experiment
            runs = Self.fileSinks(of: experiment, in: outboxes).first { access("\($0)/\(experiment)", F_OK) == 0 }
        }
        let bytes = runs.flatMap { [experiment] in FileManager.default.contents(atPath: "\($0)/\(experiment)/run.json")
        }
        summary = bytes.flatMap { try? JSONReader.read($0, deepest: 128).fields }  // a torn one says nothing
    }

    /// Makes sure that nobody works on it, and that its outbox and its files belong together.
    ///
    /// - Returns: the `seq` given last.
    func check() throws -> Int {
        if let holder = outboxes.holder(of: experiment) { throw ResumeRefused.live(experiment, by: holder) }
        guard let last = try outboxes.lastSeq(of: experiment) else {
            throw ResumeRefused.noOutbox(experiment, state: outboxes.path)
        }
        let known = Self.fileSinks(of: experiment, in: outboxes)
        if let runs, !known.isEmpty, !known.contains(where: { Self.real($0) == Self.real(runs) }) {
            throw ResumeRefused.otherDirectory("\(runs)/\(experiment)", known: known.map { "\($0)/\(experiment)" })
        }
        return last
    }

    /// The sinks that its outbox knows; where that is gone, the directory of its files.
    var sinks: [SinkAddress] {
        let known = (try? outboxes.status(of: experiment, readsThrough: false))?.sinks.map(\.sink.address) ?? []
        return known.isEmpty ? runs.flatMap { try? [SinkAddress("file:\($0)")] } ?? [] : known
    }

    /// Brings its files level with its outbox.
    ///
    /// - Returns: what the operator should know about a damaged outbox.
    func level(by delivery: LeftoverDelivery) async throws -> [String] {
        guard let status = try? outboxes.status(of: experiment, readsThrough: false),
            status.sinks.contains(where: \.sink.isLocal)
        else { return [] }
        let result = await delivery.deliver(experiment, patience: .seconds(30), where: { $0.isLocal })
        let isLevel = result.status?.sinks.allSatisfy { !$0.sink.isLocal || $0.counts.pending == 0 } ?? false
        guard result.troubles.isEmpty, isLevel else {
            throw ResumeRefused.notLevel(experiment, result.troubles)
        }
        return result.notices
    }

    /// How far it came, from its files or from what its outbox still holds, and when its last message was made.
    func history() throws -> (history: RunHistory, lastMoment: Timestamp) {
        var history = RunHistory()
        var moment = try runs.flatMap { runs in
            try FilePublisher.eachEvent(in: runs, for: experiment) { history.note($0) }
        }
        if history.started == nil, (try? outboxes.status(of: experiment, readsThrough: false)) != nil {
            moment = try outboxes.eachEvent(of: experiment) { history.note($0) }
        }
        guard history.started != nil, let moment else { throw ResumeRefused.noBeginning(experiment) }
        return (history, moment)
    }

    private static func fileSinks(of experiment: ExperimentID, in outboxes: OutboxDirectory) -> [String] {
        // An outbox that cannot be read says so where it is opened.
        let sinks = (try? outboxes.status(of: experiment, readsThrough: false))?.sinks.map(\.sink.address) ?? []
        return sinks.filter { $0.scheme == FilePublisher.scheme }.map(\.rest)
    }

    /// The directory a text leads to, without links and dots.
    private static func directory(_ text: String) -> (parent: String, name: String)? {
        guard let path = real(text) else { return nil }
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR, let slash = path.lastIndex(of: "/") else {
            return nil
        }
        let parent = path[..<slash]
        return (parent.isEmpty ? "/" : String(parent), String(path[path.index(after: slash)...]))
    }

    private static func real(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
