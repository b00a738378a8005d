import LabValues

/// The engine and the process that watches over it.
extension ExperimentEngine {
    /// Says once a second that this thread lives, until the run has ended.
    func beatPulse() async {
        guard let pulse = configuration.pulse else { return }
        repeat { pulse() } while (try? await clock.sleep(for: .seconds(1))) != nil  // ends when the run does
    }

    /// Says that from now on nobody would switch the cells off if this process died; does not wait.
    public nonisolated func announceUnguarded(_ why: String) { later { $0.sayUnguarded(why) } }

    /// Says a warning in the record; does not wait.
    public nonisolated func announceWarning(_ message: String, code: String) {
        later { $0.emit(.warning, ["message": .string(message), "code": .string(code)]) }
    }

    func sayUnguarded(_ why: String) { emit(.unguarded, ["message": .string(why)]) }
}
