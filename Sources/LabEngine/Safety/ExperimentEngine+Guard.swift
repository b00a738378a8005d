import LabValues

/// The engine and the process that watches over it.
extension ExperimentEngine {
    /// Says that from now on nobody would switch the cells off if this process died; does not wait.
    public nonisolated func announceUnguarded(_ why: String) { later { $0.sayUnguarded(why) } }

    /// Says a warning in the record; does not wait.
    public nonisolated func announceWarning(_ message: String, code: String) {
        later { $0.emit(.warning, ["message": .string(message), "code": .string(code)]) }
    }

    func sayUnguarded(_ why: String) { emit(.unguarded, ["message": .string(why)]) }
}
