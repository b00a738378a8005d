import FoundationEssentials
import Glibc
import LabValues

extension OutboxDirectory {
    /// Removes what is left by a process that was killed while it made an outbox: a lock, a reserve and a draft.
    ///
    /// Nothing was ever in it, and its id may be used.
    func removeUnfinished() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []  // next time, then
        for name in names where name.hasSuffix(Files.lockSuffix) {
            let experiment = try? ExperimentID(String(name.dropLast(Files.lockSuffix.count)))
            if let experiment { removeIfUnfinished(experiment) }
        }
    }

    private func removeIfUnfinished(_ experiment: ExperimentID) {
        let files = files(of: experiment)
        // Held: it is being made at this moment, or at work.
        guard access(files.database, F_OK) != 0, let lock = try? OutboxLock(files.lock, of: experiment) else { return }
        guard access(files.database, F_OK) != 0 else { return }
        files.unlinkAll()
        lock.remove()
    }
}
