import LabValues

/// What `run.json` says: the facts of the start, of each time the run went on, and of the end.
struct RunSummary {
    private let experiment: ExperimentID
    private var lastSeq = 0
    /// Whether the file says less than is known.
    var isDue = false
    private var started: JSONObject?
    private var finished: JSONObject?
    private var resumed: [JSONValue] = []

    init(of experiment: ExperimentID) { self.experiment = experiment }

    /// Takes note of a message, unless it or a later one is noted already.
    mutating func note(_ message: NumberedMessage) {
        guard message.seq > lastSeq, case .event(let event, let data) = message.message.content else { return }
        var facts = JSONObject([("timestamp", .string(message.message.timestamp.description))])
        for field in data.fields { facts[field.name] = field.value }
        switch event {
        case .experimentStarted: started = facts
        case .experimentResumed:
            resumed.append(.object(facts))
            finished = nil
        case .experimentFinished: finished = facts
        default: return
        }
        lastSeq = message.seq
        isDue = true
    }

    /// The summary as indented JSON.
    var encoded: [UInt8] {
        var summary = JSONObject([
            ("experiment_id", .string(experiment.text)), ("started", started.map { .object($0) } ?? .null),
            ("finished", finished.map { .object($0) } ?? .null),
        ])
        if !resumed.isEmpty { summary["resumed"] = .array(resumed) }
        return Array((JSONValue.object(summary).indented() + "\n").utf8)
    }
}

extension JSONValue {
    /// The value over several lines; what holds nothing nested stays on one.
    func indented(by depth: Int = 0) -> String {
        let margin = String(repeating: "  ", count: depth + 1)
        let end = "\n" + String(repeating: "  ", count: depth)
        switch self {
        case .object(let object) where !object.fields.isEmpty:
            let fields = object.fields.map { field in
                margin + JSONValue.string(field.name).oneLine + ": " + field.value.indented(by: depth + 1)
            }
            return "{\n" + fields.joined(separator: ",\n") + end + "}"
        case .array(let elements) where elements.contains(where: \.isNested):
            return "[\n" + elements.map { margin + $0.indented(by: depth + 1) }.joined(separator: ",\n") + end + "]"
        default: return oneLine
        }
    }

    private var oneLine: String { String(decoding: encoded, as: UTF8.self) }

    private var isNested: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}
