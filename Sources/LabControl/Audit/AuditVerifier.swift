import Glibc
public import LabValues

/// Finds out whether an audit is as it was written, up to the last head that somebody else holds.
public struct AuditVerifier: Sendable {
    /// What is to be said about an audit.
    public struct Finding: Sendable, Hashable {
        /// Whose audit it says it is; nil when its first line says nothing.
        public var experiment: String?
        /// The station it says it is of.
        public var station: String?
        /// How many whole lines there are.
        public var lines: Int
        /// The hash of the last one.
        public var head: String?
        /// The first line that is wrong, from 1.
        public var flawedLine: Int?
        /// What is wrong with it.
        public var flaw: AuditFlaw?
        /// Heads that others hold and that are not in the sound part of the file: it was changed or cut.
        public var missingHeads: [String]
        /// Bytes of a last line that a crash tore; that is no tampering.
        public var tornBytes: Int
        /// Another experiment's events were held against it.
        public var isOfAnotherExperiment: Bool

        /// Whether nothing speaks against it.
        public var isIntact: Bool { flaw == nil && missingHeads.isEmpty && !isOfAnotherExperiment && lines > 0 }
        /// Whether its last line is torn, which a crash does.
        public var isTorn: Bool { tornBytes > 0 }
    }

    /// The name under which events carry a head.
    public static let headField = "audit_head"
    /// At most so many heads are held against a file; of more, the last ones, as they cover the most.
    static let mostHeads = 10_000

    /// Reads the audit at `path`.
    ///
    /// - Parameters:
    ///   - heads: hashes that left the machine, in any order.
    ///   - experiment: whose audit it must be, when that is known.
    /// - Throws: `ControlFault.cannotOpen`.
    public static func verify(
        _ path: String, against heads: [String] = [], experiment: ExperimentID? = nil
    ) throws(ControlFault) -> Finding {
        let heads = heads.suffix(mostHeads)
        var reading = AuditReading(wanted: Set(heads))
        try read(path) { reading.take($0) }
        let owner = reading.binding?.experiment
        return Finding(
            experiment: owner, station: reading.binding?.station, lines: reading.lines, head: reading.lastHash,
            flawedLine: reading.flaw?.line, flaw: reading.flaw?.flaw,
            missingHeads: heads.filter { !reading.found.contains($0) }, tornBytes: reading.tornBytes,
            isOfAnotherExperiment: experiment.map { $0.text != owner } ?? false)
    }

    /// Reads the audit at `path` and holds it against the heads in an experiment's `events.jsonl`.
    ///
    /// - Throws: `ControlFault.cannotOpen`.
    public static func verify(_ path: String, againstEventsIn events: String) throws(ControlFault) -> Finding {
        var heads: [String] = []
        var experiment: ExperimentID?
        var lines = BoundedLines(longest: 4 << 20)
        try read(events) { chunk in
            for case .line(let line) in lines.take(chunk) {
                // A line that is no event holds no head.
                guard let json = try? JSONReader.read(line) else { continue }
                if let id = json["experiment_id"]?.text { experiment = experiment ?? (try? ExperimentID(id)) }
                if let head = json["data"]?[headField]?.text { heads.append(head) }
                if heads.count > 2 * mostHeads { heads.removeFirst(mostHeads) }
            }
        }
        return try verify(path, against: heads, experiment: experiment)
    }

    private static func read(_ path: String, _ take: ([UInt8]) -> Void) throws(ControlFault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, errorNumber: errno) }
        defer { close(descriptor) }
        var place = 0
        while true {
            guard let chunk = PrivateFile.chunk(of: descriptor, at: place) else {
                throw .cannotOpen(path: path, errorNumber: errno)
            }
            if chunk.isEmpty { return }
            take(chunk)
            place += chunk.count
        }
    }
}
