import LabValues

/// What the events of an experiment say about how far it came. Pure.
struct RunHistory: Sendable {
    /// The last time a step was executed.
    struct Execution: Sendable, Hashable {
        var index: Int
        var attempt: Int
        /// How it ended: one of the four events; nil when it never did.
        var end: EventName?
        /// Whether a limit ended it whose action lets the run go on.
        var wasLeft = false
        /// Whether a pause ended it; the run went on behind it where its step may be skipped.
        var wasPaused = false

        /// Whether the run would have gone on behind it.
        var isDone: Bool { end == .stepCompleted || end == .stepSkipped || end == .stepInterrupted && wasLeft }
    }

    /// The facts of `experiment_started`.
    private(set) var started: JSONObject?
    /// The facts of the last start or resumption.
    private(set) var latest: JSONObject?
    /// How the last life ended: `completed`, `stopped`, `failed`; nil when it never said.
    private(set) var outcome: String?
    /// Why it ended.
    private(set) var reason: String?
    /// The steps by path, as they were executed last.
    private(set) var executions: [String: Execution] = [:]
    /// The path of the step of the plan that was begun last.
    private(set) var lastBegun: String?
    /// The highest attempt by step index.
    private(set) var attempts: [Int: Int] = [:]
    /// The points of completed steps by step index.
    private(set) var points: [Int: Int] = [:]

    /// The limits that were in force last: those of every start and resumption, and what commands tightened since.
    private(set) var limits = SafetyLimits()
    /// Commands for limits that were received and have not ended, by who sent them.
    private var asked: [String: JSONObject] = [:]

    /// Nothing is known yet.
    init() {}

    /// The index that a step takes which was never executed.
    var nextIndex: Int { (attempts.keys.max() ?? -1) + 1 }

    /// Takes note of a message; points say nothing here.
    mutating func note(_ message: NumberedMessage) {
        guard case .event(let event, let data) = message.message.content else { return }
        switch event {
        case .experimentStarted: begin(data, isFirst: true)
        case .experimentResumed: begin(data, isFirst: false)
        case .experimentFinished: finish(data)
        case .commandReceived: receive(data)
        case .commandFinished: endCommand(data)
        case .stepStarted: beginStep(data)
        case .stepCompleted, .stepSkipped, .stepInterrupted, .stepFailed: endStep(event, data)
        case .limitBreached:
            guard let path = data["step_path"]?.text, data["action"]?.text != "stop" else { return }
            executions[path]?.wasLeft = true
        default: break
        }
    }

    private mutating func begin(_ data: JSONObject, isFirst: Bool) {
        if isFirst { started = data }
        latest = data
        (outcome, reason) = (nil, nil)
        limits = limits.tightened(by: SafetyLimits(facts: data["limits"]?.fields ?? JSONObject()))
    }

    private mutating func receive(_ data: JSONObject) {
        guard data["command"]?.text == CommandName.setLimit, let parameters = data["params"]?.fields else { return }
        asked[Self.sender(data)] = parameters
        if data["status"]?.text == "done" { endCommand(data) }
    }

    private mutating func endCommand(_ data: JSONObject) {
        guard let parameters = asked.removeValue(forKey: Self.sender(data)), data["status"]?.text == "done",
            let name = parameters["name"]?.text, let value = parameters["value"]?.text
        else { return }
        var tightened = limits
        // The run could read it; what this program cannot read is no limit of its own.
        guard (try? tightened.set(name, to: value)) != nil else { return }
        limits = limits.tightened(by: tightened)
    }

    private static func sender(_ data: JSONObject) -> String {
        ["source", "issuer", "id"].map { data[$0]?.text ?? "" }.joined(separator: "\u{0}")
    }

    private mutating func finish(_ data: JSONObject) {
        // A life that was refused did nothing: what was before still holds.
        guard let word = data["outcome"]?.text, word != "refused" else { return }
        (outcome, reason) = (word, data["reason"]?.text)
    }

    private mutating func beginStep(_ data: JSONObject) {
        guard let path = data["step_path"]?.text, let index = data["step_index"]?.int else { return }
        let attempt = data["attempt"]?.int ?? 1
        executions[path] = Execution(index: index, attempt: attempt)
        // What a command had done stands beside the plan.
        if !path.isWithin("OnCommand") { lastBegun = path }
        attempts[index] = max(attempts[index] ?? 0, attempt)
    }

    private mutating func endStep(_ event: EventName, _ data: JSONObject) {
        guard let path = data["step_path"]?.text else { return }
        executions[path]?.end = event
        executions[path]?.wasPaused = event == .stepInterrupted && data["reason"]?.text == "pause"
        guard event == .stepCompleted, let index = data["step_index"]?.int else { return }
        points[index] = data["points"]?.int ?? 0
    }
}
