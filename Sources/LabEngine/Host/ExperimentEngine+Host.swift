import LabInstruments
import LabValues

extension ExperimentEngine {
    /// Looks after the host once a second until the run ends.
    func watchHost() async {
        var watch = HostWatch(clock)
        while (try? await clock.sleep(for: .seconds(1))) != nil {  // ends when the run does
            for event in watch.look(clock) { follow(event) }
        }
    }

    private func follow(_ event: HostWatch.Event) {
        guard machine.state != .stopping, machine.state != .finished else { return }
        switch event {
        case .clockStep(let span):
            emit(
                .clockStep,
                ["seconds": .seconds(span), "message": .string("The wall clock was set by \(span.roundedText).")])
        case .suspended(let span):
            emit(
                .hostSuspended,
                ["seconds": .seconds(span), "message": .string("The host slept for \(span.roundedText).")])
            suspendedWhileMeasuring(span)
        }
    }

    /// A measurement that went on unwatched is not trusted: the cell is made safe and the run ends.
    private func suspendedWhileMeasuring(_ span: Duration) {
        // Only a device goes on after it was told to stop.
        guard potentialHold != nil || openSteps.contains(where: { $0.stopLatency > .zero }) else { return }
        let fault = RunFault(
            code: "host_suspended", message: "The host slept for \(span.roundedText) while a measurement was running.",
            hint: "Keep the host awake during a run: systemd-inhibit --what=sleep lab-runner run …")
        stop(RunReport(outcome: .stopped, reason: "host_suspended", fault: fault), now: false)
    }
}
