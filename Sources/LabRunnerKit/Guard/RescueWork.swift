import LabEngine
import LabInstruments
import LabTransport
import LabValues

/// Makes instruments safe that a run left armed, all at the same time.
struct RescueWork: Sendable {
    let lab: Lab
    /// How long a wire that cannot be had at once is tried again.
    var patience = Duration.seconds(30)

    /// What became of one.
    struct Rescued: Sendable {
        var instrument: ArmedInstrument
        var finding: InstrumentRescue.Finding

        /// What an operator reads.
        var lines: [String] {
            ["\(instrument.words): \(finding.state.words)"]
                + (finding.state == .unconfirmed ? finding.troubles.map { "  \($0)" } : [])
        }
    }

    func makeSafe(_ armed: [ArmedInstrument]) async -> [Rescued] {
        let tasks = armed.map { instrument in
            // A thread each: one that hangs keeps no other one waiting.
            (instrument, Task(executorPreference: ExecutorThread()) { await makeSafe(instrument) })
        }
        var rescued: [Rescued] = []
        for (instrument, task) in tasks {
            rescued.append(Rescued(instrument: instrument, finding: await task.value))
        }
        return rescued
    }

    private func makeSafe(_ instrument: ArmedInstrument) async -> InstrumentRescue.Finding {
        do {
            return await InstrumentRescue.makeSafe(
                try source(of: instrument), knownAs: instrument.identity.serialNumber, clock: lab.clock,
                patience: patience)
        } catch {
            return InstrumentRescue.Finding(.unconfirmed, troubles: ["\(error)"])
        }
    }

    /// The instrument, wherever its port is now: under the name of its USB device, else where it was.
    private func source(of instrument: ArmedInstrument) throws -> InstrumentSource {
        let hasEnded = InstrumentLock.Owner(name: "", process: instrument.process).hasEnded
        let former = hasEnded ? instrument.process : nil
        let planned = try instrument.addresses.map { try lab.source(for: $0, leftBy: former) }
        guard var source = planned.first?.source else { throw MalformedNote(field: "address") }
        source.role = instrument.role
        source.open = {
            var failure: (any Error)?
            for way in planned {
                do { return try await way.open() } catch { failure = failure ?? error }
            }
            throw failure ?? LinkError.notFound(address: "\(instrument.address.link)")
        }
        return source
    }
}
