import LabInstruments

// How a measurement is stopped, and what is done when it fails with the cell on.

extension EmStatDriver {
    /// Tells the device to end the run; the run's own task reads up to the end mark.
    func stopRun(_ id: Int, _ cause: RunningMeasurement.StopCause) async {
        guard let current = run, current.id == id, current.stop == nil else { return }
        run?.stop = cause
        guard current.isSent else { return }
        let nudge = clock.setAlarm(at: clock.now + (current.patience - .seconds(1))) {
            self.onOwnThread { await $0.nudge(id) }
        }
        let end = clock.setAlarm(at: clock.now + current.patience) { self.onOwnThread { $0.giveUp(id) } }
        run?.alarms += [nudge, end]
        do { try await sendStop() } catch { talk?.cancel() }  // nobody hears: the run ends here, and says so
    }

    /// A held script may ignore an abort: it is resumed first.
    func sendStop() async throws(LinkError) { try await send(run?.isHeld == true ? "H\nZ\n" : "Z\n") }

    /// Once more, in case the device holds without our knowledge.
    private func nudge(_ id: Int) async {
        guard run?.id == id else { return }
        do { try await send("H\nZ\n") } catch { talk?.cancel() }
    }

    private func giveUp(_ id: Int) {
        if run?.id == id { talk?.cancel() }
    }

    /// What `measure` throws after `error`; tries to switch the cell off first, where that may help.
    func failure(after error: any Error) async -> any Error {
        if case EmStatError.scriptRefused = error { return run?.stop?.error ?? error }
        var cause: any LabFault = (error as? any LabFault) ?? EmStatError.interrupted
        if case LinkError.cancelled = error {
            cause = run.map { EmStatError.goesOn(waited: $0.patience) } ?? EmStatError.interrupted
        }
        // The way to safety has the same steps and is waiting for the wire.
        guard safing == nil, let link = error as? LinkError else {
            return MeasurementFailed(cause: cause, ranCellOff: safing == nil ? await switchOff() : false)
        }
        switch link {
        case .silent, .cancelled: return MeasurementFailed(cause: cause, ranCellOff: await switchOff())
        default: return MeasurementFailed(cause: cause, ranCellOff: false)
        }
    }

    /// Runs the cell-off script after a failure, in a task of its own, since this one may have been cancelled.
    private func switchOff() async -> Bool {
        let task = onOwnThread { driver in
            try await driver.clock.sleep(for: Self.deafTime)
            try await driver.synchronise(patience: .seconds(2))
            _ = try await driver.runToEnd(.cellOff)
        }
        let interrupted = talk?.cancel
        replaceCancel {
            task.cancel(); interrupted?()
        }
        if case .success = await task.result { return true }
        return false
    }
}
