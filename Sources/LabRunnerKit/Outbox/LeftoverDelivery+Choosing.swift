import LabOutbox
import LabPublishing
import LabValues

extension LeftoverDelivery {
    /// The experiments that another process works on at this moment.
    func heldExperiments() throws -> [(experiment: ExperimentID, holder: OutboxHolder)] {
        try directory.experiments().compactMap { experiment in
            directory.holder(of: experiment).map { (experiment, $0) }
        }
    }

    /// Makes everything that is kept of an experiment pending again, for every sink.
    ///
    /// - Returns: what will be sent; nil when nothing is kept.
    func rewind(_ experiment: ExperimentID) throws -> ClosedRange<Int>? {
        let outbox = try directory.reopen(experiment, limits: try OutboxLimits(settings))
        let ranges = try outbox.replay(outbox.sinks.map(\.address)).values
        try outbox.close()
        guard let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max() else { return nil }
        return first...last
    }
}

extension LeftoverDelivery.Result {
    /// Whether every sink has everything, but for what it refuses.
    var isComplete: Bool {
        guard let status, troubles.isEmpty else { return false }
        return status.sinks.allSatisfy { $0.counts.pending == 0 }
    }

    /// What an operator reads.
    var lines: [String] {
        var lines = notices + troubles.map { "\(experiment): \($0)" }
        for sink in status?.sinks ?? [] {
            let counts = sink.counts
            var text = "\(experiment) → \(sink.sink.address): \(counts.delivered) delivered"
            if counts.pending > 0 { text += ", \(counts.pending) still pending" }
            if counts.refused > 0 { text += ", \(counts.refused) refused (see --retry-refused)" }
            if counts.dropped > 0 { text += ", \(counts.dropped) dropped" }
            lines.append(text)
        }
        return lines
    }
}
