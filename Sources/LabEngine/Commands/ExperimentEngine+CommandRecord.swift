import LabControl
import LabValues

/// What is written down about commands: in events, and in the audit.
extension ExperimentEngine {
    /// Says that a command was received, and what came of it.
    func announce(
        _ asker: CommandDesk.Asker, effect: String, status: CommandReply.Status?, reason: String?
    ) {
        var facts: JSONObject
        switch asker {
        case .inbox(let received):
            told.insert(received.ticket)
            facts = InboxEvent.received(received).facts
        case .direct(let command):
            facts = JSONObject([
                ("id", .string(command.id)), ("command", .string(command.name)),
                ("source", .string(command.source.name)), ("issuer", .string(command.source.issuer)),
                ("authenticated", .bool(command.source.isAuthenticated)),
            ])
        }
        facts["status"] = status.map { .string($0.rawValue) }
        facts["reason"] = reason.map { .string($0) }
        facts["effect"] = .string(effect)
        record(.commandReceived, facts)
    }

    func announceEnd(of command: DirectCommand, _ status: CommandReply.Status, reason: String?) {
        record(
            .commandFinished,
            JSONObject([
                ("id", .string(command.id)), ("command", .string(command.name)), ("status", .string(status.rawValue)),
                ("reason", .string(reason)), ("elapsed", .seconds(clock.now - command.arrival)),
                ("source", .string(command.source.name)), ("issuer", .string(command.source.issuer)),
            ]))
    }

    /// Says what happened at the inbox.
    func tellHeard() {
        for event in bell.takeHeard() {
            if case .finished(let received, _, _) = event {
                // Refused by the inbox after all, or never taken: it was received all the same.
                if !told.contains(received.ticket) {
                    announce(.inbox(received), effect: "none", status: nil, reason: nil)
                }
                told.remove(received.ticket)
            }
            record(EventName(rawValue: event.name), event.facts)
        }
    }

    private func record(_ event: EventName, _ facts: JSONObject) {
        var data = facts
        data[AuditVerifier.headField] = audit(event, facts).map { .string($0) }
        emit(event, data)
    }

    /// Keeps a remark as an event.
    func keep(_ text: String, from source: CommandSource, _ details: inout JSONObject) {
        guard !hasSaidAll else {
            details["recorded"] = false  // the last word has been said
            return
        }
        emit(
            .note,
            JSONObject([
                ("text", .string(text)), ("source", .string(source.name)), ("issuer", .string(source.issuer)),
            ]))
    }

    // MARK: The audit

    /// Writes a line of the audit; its hash, where there is an audit.
    func audit(_ event: EventName, _ facts: JSONObject) -> String? {
        guard let audit = configuration.commands.audit else { return nil }
        let head = audit.record(event.rawValue, facts)
        checkAudit()
        return head
    }

    /// Says once when the audit cannot be written; nothing waits for it.
    func checkAudit() {
        guard !hasAuditFailed, let fault = configuration.commands.audit?.fault else { return }
        hasAuditFailed = true
        emit(
            .warning,
            ["code": "audit", "message": .string("The audit is not written: \(fault)"), "hint": .string(fault.hint)])
    }

    /// Writes what is left of the audit, on a thread that may block.
    func closeAudit() async {
        guard let audit = configuration.commands.audit else { return }
        let isClosed = OneShot<Void>()
        startThread {
            audit.close()
            isClosed.finish(())
        }
        await withCheckedContinuation { isClosed.wait($0) }
    }

    // MARK: The sign of life

    /// Tells once a second that the engine's own thread lives.
    func keepPulse() async {
        repeat {
            configuration.pulse?()
            checkAudit()
        } while (try? await clock.sleep(for: .seconds(1))) != nil  // ends when the run does
    }
}
