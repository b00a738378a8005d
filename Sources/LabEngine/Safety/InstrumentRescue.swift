import LabInstruments
public import LabValues

/// Makes an instrument safe that another process has left behind: reaches it, makes sure that it is the one, switches
/// its cell off and verifies that.
public enum InstrumentRescue {
    /// What became of it.
    public struct Finding: Sendable, Hashable {
        /// What was proved.
        public var state: SafeState
        /// Who answered and was the one; nil when nobody did.
        public var identity: InstrumentIdentity?
        /// Why it is not confirmed; sentences.
        public var troubles: [String]

        /// What was found.
        public init(_ state: SafeState, identity: InstrumentIdentity? = nil, troubles: [String] = []) {
            (self.state, self.identity, self.troubles) = (state, identity, troubles)
        }
    }

    /// How long one attempt to find out who answers may take: a script that runs is ended first.
    private static let attempt = Duration.seconds(12)

    /// Makes one instrument safe.
    ///
    /// Only the device with the serial number is told anything: of any other one is asked who it is, and no more.
    /// - Parameters:
    ///   - serialNumber: the device that is meant; nil takes whoever answers.
    ///   - patience: how long a wire that cannot be had at once is tried again.
    public static func makeSafe(
        _ source: InstrumentSource, knownAs serialNumber: String?, clock: any LabClock,
        patience: Duration = .seconds(30)
    ) async -> Finding {
        let executor = ExecutorThread()
        let task = Task(executorPreference: executor) {
            await rescue(source, serialNumber, clock, patience, executor)
        }
        return await task.value
    }

    private static func rescue(
        _ source: InstrumentSource, _ serialNumber: String?, _ clock: any LabClock, _ patience: Duration,
        _ executor: ExecutorThread
    ) async -> Finding {
        let instrument: OpenInstrument
        do {
            instrument = try await reach(source, serialNumber, clock, patience)
        } catch {
            let hint = (error as? any LabFault)?.hint
            return Finding(.unconfirmed, troubles: ["\(error)"] + (hint.map { [$0] } ?? []))
        }
        // Nobody waits for the end of a measurement whose points nobody takes.
        let haste = Haste()
        haste.demand()
        let found = await CellGuard(clock: clock, executor: executor).makeSafe(
            [instrument], haste: haste, abortTime: .zero)
        await instrument.disconnect()
        let finding = found[instrument.role] ?? CellGuard.Finding(state: .unconfirmed)
        return Finding(finding.state, identity: instrument.identity, troubles: finding.troubles)
    }

    /// The lock of a process that has just died may take a moment to go, a plug may be put back.
    private static func reach(
        _ source: InstrumentSource, _ serialNumber: String?, _ clock: any LabClock, _ patience: Duration
    ) async throws -> OpenInstrument {
        let end = clock.now + patience
        var pause = Duration.milliseconds(10)
        while true {
            do {
                return try await OpenInstrument.reach(source, knownAs: serialNumber, within: attempt, clock: clock)
            } catch let error as OtherDevice {
                throw error
            } catch {
                guard clock.now + pause < end else { throw error }
            }
            try await clock.sleep(for: pause)
            pause = min(pause * 2, .seconds(1))
        }
    }
}

/// Another device answers than the one that was left armed; it has been asked who it is, and told nothing.
struct OtherDevice: LabFault, Hashable {
    /// The serial number that is meant.
    let expected: String
    /// Who answers.
    let answer: String

    var code: String { "wrong_instrument" }
    var description: String {
        "\(answer) answers, not the device with the serial number \(expected); it was not touched."
    }
    var hint: String? { "Connect the device \(expected) again." }
}
