import LabPrograms
import LabPublishing
import LabValues

/// Whether what a run will write has room.
extension PlannedRun {
    /// What it needs on each disk it writes to. Looks at the disks and changes nothing.
    var diskNeeds: [DiskNeed] {
        // The configuration was read: its limit is one.
        let limit = (try? OutboxSettings(settings))?.maxBytes ?? .max
        let forecast = DiskForecast(of: recipe.estimate, outboxLimit: limit)
        var places = sinks.filter { $0.scheme == FilePublisher.scheme }.map { (path: $0.rest, bytes: forecast.files) }
        if let state, sinks.contains(where: { $0.scheme != NullPublisher.scheme }) {
            places.append((state.path, forecast.outbox))
        }
        return DiskNeed.needs(places, isAtLeast: forecast.isAtLeast)
    }

    /// Sentences about disks that may become full.
    var diskWarnings: [String] {
        diskNeeds.filter(\.isTight).map { "The disk may become full: the run writes \($0.text)." }
    }
}
