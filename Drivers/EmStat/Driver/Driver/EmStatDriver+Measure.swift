public import LabInstruments

extension EmStatDriver {
    public func measure(
        _ technique: CheckedTechnique, onPoint: @escaping @Sendable (EchemPoint) throws -> Void
    ) async throws {
        guard let connected else { throw EmStatError.notIdentified }
        guard technique.model == connected.model.title else {
            throw EmStatError.otherModel(checkedFor: technique.model, connected: connected.model.title)
        }
        guard run == nil, talk == nil, safing == nil else { throw EmStatError.busy }
        latestRun += 1
        let id = latestRun
        run = RunningMeasurement(id: id, technique: technique)
        defer { if run?.id == id { endRun() } }
        try await withTaskCancellationHandler {
            try await converse { driver in try await driver.carryOut(technique, on: connected.model, onPoint) }
        } onCancel: {
            onOwnThread { await $0.stopRun(id, .cancelled) }
        }
    }

    private func carryOut(
        _ technique: CheckedTechnique, on model: EmStatModel, _ onPoint: @Sendable (EchemPoint) throws -> Void
    ) async throws {
        defer { endRun() }
        if let stop = run?.stop { throw stop.error }
        knownSafe = nil
        let script = MethodScript(technique.asked, realised: technique.realised, on: model)
        do {
            try await start(script)
            try await follow(MeasurementRun(technique.asked, realised: technique.realised, on: model), script, onPoint)
        } catch {
            throw await failure(after: error)
        }
        guard let stop = run?.stop else { return }
        // An abort that met the end of the script is answered late, with an error and its deaf time.
        try await settle()
        throw stop.error
    }

    private func start(_ script: MethodScript) async throws {
        try await link.send(script.bytes)
        run?.isSent = true
        if run?.stop != nil { try await sendStop() }
        let limit = Duration.seconds(3)
        try await awaitAcceptance(of: script, until: clock.now + limit, waited: limit)
    }

    /// Hands on points until the script has ended.
    private func follow(
        _ measurement: MeasurementRun, _ script: MethodScript, _ onPoint: @Sendable (EchemPoint) throws -> Void
    ) async throws {
        var measurement = measurement
        var isBlank = false
        while true {
            switch try await lineOfRun(afterBlank: isBlank) {
            case .silence where isBlank: throw early(measurement)
            case .silence where run?.isHeld == true || run?.stop != nil: break
            case .silence: throw silent(patienceOfRun)
            case .tooLong where run?.stop == nil: throw MalformedReply(.tooLong, in: [])
            case .tooLong: break
            case .empty where run?.stop != nil: return
            case .empty where measurement.isComplete:
                guard measurement.hasEnough else { throw early(measurement) }
                return
            // A blank may separate loops: it is the end only when nothing follows.
            case .empty: isBlank = true
            case .text(let line):
                isBlank = false
                if let error = try take(line, &measurement, script, onPoint), let id = run?.id {
                    await stopRun(id, .thrown(error))
                }
            }
        }
    }

    /// A line that is there already, or the next that comes.
    private func lineOfRun(afterBlank isBlank: Bool) async throws -> LineReader.Line {
        if let line = reader.buffered() { return line }
        // A wire that never pauses must not keep others from the actor.
        await thread.yield()
        if run?.isHeld == true, !isBlank { return try await reader.next(until: nil) }
        return try await reader.next(until: clock.now + (isBlank ? .milliseconds(300) : patienceOfRun))
    }

    private var patienceOfRun: Duration {
        run.map { silenceLimit(for: $0.technique) + .seconds(2) } ?? .seconds(5)
    }

    private func early(_ measurement: MeasurementRun) -> EmStatError {
        .endedEarly(points: measurement.points, expected: measurement.expectedPoints)
    }

    /// Takes one line of the run.
    ///
    /// - Returns: what `onPoint` threw.
    private func take(
        _ line: ArraySlice<UInt8>, _ measurement: inout MeasurementRun, _ script: MethodScript,
        _ onPoint: @Sendable (EchemPoint) throws -> Void
    ) throws -> (any Error)? {
        let effect: MeasurementRun.Effect
        do throws(MalformedReply) {
            effect = try measurement.accept(line)
        } catch {
            // Once it is to stop, only the end mark counts.
            guard run?.stop == nil else { return nil }
            throw error
        }
        switch effect {
        case .point(let point):
            guard run?.stop == nil else { return nil }
            do { try onPoint(point) } catch { return error }
        case .none: break
        case .held: noteEcho(isHeld: true)
        case .resumed: noteEcho(isHeld: false)
        case .holdRefused(let report):
            endEcho(throwing: EmStatError.commandRefused(command: run?.isHeld == true ? "H" : "h", report))
        case .failed(let report):
            throw EmStatError.scriptFailed(report, scriptLine: report.line.flatMap(script.line))
        }
        return nil
    }

    private func endRun() {
        for alarm in run?.alarms ?? [] { clock.cancelAlarm(alarm) }
        endEcho(throwing: EmStatError.nothingToHold)
        run = nil
    }
}
