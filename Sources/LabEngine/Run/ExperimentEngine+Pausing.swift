import LabPublishing
import LabValues

extension ExperimentEngine {
    /// Between steps: waits while a pause is asked for, and ends the steps when the run is stopping.
    func checkpoint() async throws(RunEnded) {
        while machine.state == .pausing || machine.state == .paused {
            if machine.state == .pausing {
                machine.didHold()
                board.update { $0.state = .paused }
                emit(.paused, ["cell": "off", "limit": .string(machine.latched?.rawValue)])
            }
            // The event itself may have ended the run: its storage was full.
            guard machine.state == .paused else { continue }
            let waiter = OneShot<Void>()
            pauseWaiters.append(waiter)
            await withCheckedContinuation { waiter.wait($0) }
            board.update { $0.state = machine.state }
        }
        if machine.state == .stopping || machine.state == .finished { throw RunEnded() }
    }

    func wakeFromPause() {
        for waiter in pauseWaiters { waiter.finish(()) }
        pauseWaiters = []
    }
}
