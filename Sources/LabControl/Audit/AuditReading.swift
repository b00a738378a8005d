import LabValues

/// Reads an audit piece by piece, and notes the first flaw. Pure; memory does not grow with the file.
struct AuditReading {
    /// Whole lines so far.
    private(set) var lines = 0
    /// The bytes of whole lines.
    private(set) var wholeBytes = 0
    /// The bytes behind the last line feed: a line that a crash tore.
    var tornBytes: Int { skipped + pending.count }
    /// The first line that is wrong.
    private(set) var flaw: (line: Int, flaw: AuditFlaw)?
    /// What the last line says its hash is.
    private(set) var lastHash: String?
    /// The experiment and the station the first line names.
    private(set) var binding: (experiment: String, station: String)?
    /// Heads that were looked for and found on sound lines.
    private(set) var found: Set<String> = []

    private var chain: AuditChain?
    private let expected: (experiment: String, station: String)?
    private let wanted: Set<String>
    private var pending: [UInt8] = []
    private var skipped = 0

    /// No line is longer; a longer one is no line of ours.
    static let longestLine = 256 * 1024

    /// A reading from the start.
    ///
    /// - Parameters:
    ///   - experiment: whose audit it must be; nil takes what the first line says.
    ///   - wanted: heads to look for.
    init(experiment: String? = nil, station: String? = nil, wanted: Set<String> = []) {
        if let experiment, let station {
            expected = (experiment, station)
            chain = AuditChain(experiment: experiment, station: station)
        } else {
            expected = nil
        }
        self.wanted = wanted
    }

    mutating func take(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            add(rest[..<end])
            wholeBytes += tornBytes + 1
            finishLine()
            rest = rest[(end + 1)...]
        }
        add(rest)
    }

    private mutating func add(_ part: ArraySlice<UInt8>) {
        if skipped > 0 || pending.count + part.count > Self.longestLine {
            skipped += pending.count + part.count
            pending = []
        } else {
            pending += part
        }
    }

    private mutating func finishLine() {
        lines += 1
        let line = skipped > 0 ? [] : pending
        (pending, skipped) = ([], 0)
        if lines == 1 { bind(to: line) }
        lastHash = AuditChain.statedHash(of: line) ?? AuditChain.hash(line)
        guard flaw == nil else { return }
        if let wrong = chain?.accept(line) ?? (chain == nil ? .unreadable : nil) {
            flaw = (lines, wrong)
        } else if let hash = lastHash, wanted.contains(hash) {
            found.insert(hash)
        }
    }

    private mutating func bind(to line: [UInt8]) {
        guard let facts = (try? JSONReader.read(line))?["facts"],  // unreadable: the chain says so
            let experiment = facts["experiment_id"]?.text, let station = facts["station"]?.text
        else { return }
        binding = (experiment, station)
        if expected == nil { chain = AuditChain(experiment: experiment, station: station) }
    }
}
