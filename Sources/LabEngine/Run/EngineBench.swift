import LabPrograms
public import LabValues

/// The bench that author code is lent for one `Perform`: every call asks first whether the loan still stands.
struct EngineBench: Bench {
    let engine: ExperimentEngine
    let step: OpenStep

    func measure(_ technique: some ElectrochemicalTechnique, on role: InstrumentRole) async throws -> Measurement {
        try await engine.measure(technique.technique, on: role, for: step)
    }

    func rest(_ duration: Duration) async throws {
        try await engine.rest(duration, for: step)
    }

    func emit(_ name: String, _ data: JSONObject) async throws {
        try await say(EventName(authored: name), data)
    }

    func note(_ text: String) async throws { try await say(.note, JSONObject([("text", .string(text))])) }

    /// Weighs it here, where the author's code runs: the engine must not be held up by what is too large for it.
    private func say(_ event: EventName, _ data: JSONObject) async throws {
        let size = JSONValue.object(data).encoded.count
        let most = engine.configuration.largestEvent
        guard size <= most else { throw EventTooLarge(bytes: size, most: most) }
        try await engine.emit(event, data, for: step)
    }
}

/// What author code wants to record does not fit into a message.
public struct EventTooLarge: LabFault, Hashable {
    /// Its size as JSON.
    public let bytes: Int
    /// The largest that fits, in bytes.
    public let most: Int
    public var recovery: Recovery { .refuse }
    public var code: String { "program_error" }
    public var description: String {
        "An event or a note of \(bytes >> 10) KiB is too large: a message holds at most \(most >> 10) KiB."
    }
    public var hint: String? { "Record a summary, or write the data to a file of your own and note its name." }
}

/// Another measurement runs at the bench.
public struct InstrumentBusy: LabFault, Hashable {
    /// The instrument that measures.
    public let role: InstrumentRole
    public var code: String { "program_error" }
    public var description: String { "“\(role)” is measuring already; one thing at a time happens at a bench." }
    public var hint: String? { "Await each measurement before the next one; do not use async let or a task group." }
}

extension ExperimentEngine {
    /// - Throws: `HandleRevoked` once the loan is over.
    func check(_ lease: HandleLease) throws(HandleRevoked) {
        if lease.isRevoked || machine.state == .stopping || machine.state == .finished { throw HandleRevoked() }
    }

    func emit(_ event: EventName, _ data: JSONObject, for step: OpenStep) throws(HandleRevoked) {
        try check(step.lease)
        var data = data
        if data["step_index"] == nil { data["step_index"] = .integer(step.index) }
        emit(event, data)
    }

    /// Waits for author code; a pause that is due is waited for first.
    func rest(_ span: Duration, for author: OpenStep) async throws {
        try check(author.lease)
        let isMeasuring = openSteps.contains { $0.measurement != nil }
        if machine.state == .paused || machine.state == .pausing && !isMeasuring {
            // The author's own task goes on by way of the concurrency pool, which may be busy; this one must not.
            await taskOfOurs { engine in
                do throws(RunEnded) { try await engine.checkpoint() } catch {}  // the check below says so
            }.value
            try check(author.lease)
        }
        let rest = PausableRest(span, clock: clock)
        author.begin(rest)
        defer { author.end(rest) }
        try await rest.wait()
        try check(author.lease)
    }

    /// Measures for author code: a step of its own, under the path of the `Perform`.
    func measure(_ technique: Technique, on role: InstrumentRole, for author: OpenStep) async throws -> Measurement {
        try check(author.lease)
        if let busy { throw InstrumentBusy(role: busy) }
        busy = role
        defer { busy = nil }
        if let capabilities = instruments[role]?.capabilities { _ = try technique.check(against: capabilities) }
        let step = Step(
            path: "\(author.path)/\(technique.code)", title: technique.value.title, action: .measure(technique),
            role: role, interruption: author.policy(for: technique),
            isRepeatable: author.isRepeatable || technique.code == .openCircuit)
        // The author's own task goes on by way of the concurrency pool, which may be busy; the measurement's must not.
        let task = taskOfOurs { engine -> Measurement? in
            do throws(RunEnded) { return try await engine.execute(step, keepsPoints: true, for: author) } catch {
                return nil
            }
        }
        let measurement = await task.value
        try check(author.lease)
        guard let measurement else { throw HandleRevoked() }
        return measurement
    }
}

extension OpenStep {
    /// What follows when a measurement of this author code is interrupted: what was said about the code; an open circuit
    /// spoils nothing when it is measured again.
    fileprivate func policy(for technique: Technique) -> InterruptionPolicy {
        guard interruption == .stop, technique.code == .openCircuit else { return interruption }
        return .restart(atMost: InterruptionPolicy.usualRestarts)
    }
}
