public import LabInstruments

extension EmStatDriver {
    public func makeSafe(_ urgency: Urgency) async throws -> SafeState {
        if let safing {
            if urgency == .now { hurry() }
            return try await safing.value
        }
        // Only a script switches the cell on, and none was sent since.
        if let knownSafe, talk == nil { return knownSafe }
        let task = onOwnThread { driver in
            defer { driver.safing = nil }
            await driver.endTalk(urgency)
            let state = try await driver.switchOffAndProve(urgency)
            driver.knownSafe = state
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
            let packages = try await runToEnd(.cellCheck)
            // Only the check sends a potential alone.
            guard packages.contains(where: { $0.map(\.kind) == [.potential] }) else {
                throw EmStatError.endedEarly(points: 0, expected: 1)
            }
            return .confirmed
        } catch let error as EmStatError {
            return try Self.withoutCheck(error)
        }
    }

    /// Codes that say that the device has no such check at all: unknown, unsupported or not licensed.
    private static let noSuchCheck: Set<UInt16> = [0x0003, 0x001B, 0x001F, 0x0021, 0x4001, 0x4034, 0x4206]

    /// The off script ran to its end; what the check came to instead of a measurement.
    ///
    /// - Throws: unless the device offers no check: what offers one and was not checked proves nothing, and is asked
    ///   again.
    private static func withoutCheck(_ error: EmStatError) throws -> SafeState {
        switch error {
        case .scriptFailed(let report, _), .scriptRefused(let report, _):
            // 0014: open circuit with the cell on; 4028: the cell must be off.
            if report.code == 0x0014 || report.code == 0x4028 { throw EmStatError.cellStillOn }
            if noSuchCheck.contains(report.code) { return .acknowledged }
            throw error
        default: throw error
        }
    }
}
