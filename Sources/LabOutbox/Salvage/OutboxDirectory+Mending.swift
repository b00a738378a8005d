public import LabPublishing
public import LabValues

/// Damaged outboxes.
extension OutboxDirectory {
    /// What is wrong with an outbox that nobody works on, in words; nothing is changed.
    ///
    /// Reads the whole file.
    /// - Throws: `.newerFormat`, `.notOurFile`, or `.storage`.
    public func damage(of experiment: ExperimentID) throws(OutboxFault) -> [String] {
        try OutboxMender(directory: self, experiment: experiment, held: [:]).inspect().faults
    }

    /// Puts a sound file in the place of a damaged one, which is moved aside whole.
    ///
    /// - Parameter held: the highest `seq` that each sink's own files hold, where that is known.
    /// - Returns: what became of it; nil for a sound outbox, which is not touched.
    /// - Throws: `.missing`, `.held`, `.damaged` when nothing in it can be read, `.newerFormat`, `.notOurFile`, or
    ///   `.storage`.
    public func mend(_ experiment: ExperimentID, held: [SinkAddress: Int] = [:]) throws(OutboxFault) -> Salvage? {
        let files = files(of: experiment)
        guard files.arePresent else { throw .missing(experiment, path: files.database) }
        let lock = try OutboxLock(files.lock, of: experiment)
        defer { withExtendedLifetime(lock) {} }
        return try OutboxMender(directory: self, experiment: experiment, held: held).mend()
    }
}

extension OutboxDirectory.Files {
    /// A new file while it is made.
    var unfinished: String { database + ".mending" }
    /// A new file that is finished, and waits for the damaged one to go.
    var mended: String { database + Self.mendedSuffix }

    /// Whether there is an outbox, be it between two places.
    var arePresent: Bool { database.exists || mended.exists }

    /// The name a file will have when its mending is finished.
    static func settled(_ name: String) -> String {
        name.hasSuffix(suffix + mendedSuffix) ? String(name.dropLast(mendedSuffix.count)) : name
    }

    private static let mendedSuffix = ".mended"
}
