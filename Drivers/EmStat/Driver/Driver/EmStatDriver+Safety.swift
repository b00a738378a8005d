public import LabInstruments

extension EmStatDriver {
    public func makeSafe(_ urgency: Urgency) async throws -> SafeState {
        if let safing {
            if urgency == .now { hurry() }
            return try await safing.value
        }
        // Only a script switches the cell on, and none was sent since.
        if let knownSafe, talk == nil { return knownSafe }
        let task = Task {
            defer { safing = nil }
            await endTalk(urgency)
            let state = try await switchOffAndProve(urgency)
            knownSafe = state
            return state
        }
        safing = task
        return try await task.value
    }

    /// How long a conversation may go on when there is no time.
    private static let shortest = Duration.milliseconds(300)

    private func hurry() {
        guard let talk else { return }
        _ = clock.setAlarm(at: clock.now + Self.shortest) { talk.cancel() }
    }

    /// Ends the conversation on the wire: in order where there is time, else by leaving it.
    private func endTalk(_ urgency: Urgency) async {
        while let talk {
            let patience = run?.patience ?? .seconds(2)
            let limit = urgency == .now ? Self.shortest : patience
            let alarm = clock.setAlarm(at: clock.now + limit) { talk.cancel() }
            if let run { await stopRun(run.id, .safety) }
            await talk.ended()
            clock.cancelAlarm(alarm)
        }
    }

    private func switchOffAndProve(_ urgency: Urgency) async throws -> SafeState {
        try await synchronise(patience: urgency == .now ? .seconds(1) : .seconds(10))
        _ = try await runToEnd(.cellOff)
        do {
            let serial = printable(try await ask("i"))
            if let known = connected?.identity.serialNumber, known != serial {
                throw EmStatError.otherDevice(expected: known, answers: serial)
            }
            return try await runToEnd(.cellCheck) > 0 ? .confirmed : .acknowledged
        } catch let error as EmStatError {
            return try Self.withoutCheck(error)
        } catch is LinkError, is MalformedReply, is WrongInstrument {
            return .acknowledged
        }
    }

    /// The off script ran to its end; the check said no, or could not be made.
    private static func withoutCheck(_ error: EmStatError) throws -> SafeState {
        switch error {
        case .otherDevice: throw error
        case .scriptFailed(let report, _), .scriptRefused(let report, _):
            // 0014: open circuit with the cell on; 4028: the cell must be off.
            if report.code == 0x0014 || report.code == 0x4028 { throw EmStatError.cellStillOn }
            return .acknowledged
        default: return .acknowledged
        }
    }
}
