import LabPublishing
import Synchronization

/// A publisher that keeps every record it gets, in order.
final class RecordingPublisher: Publisher {
    private let records = Mutex<[LabPublishing.Record]>([])

    var taken: [LabPublishing.Record] { records.withLock { $0 } }

    func publish(_ new: [LabPublishing.Record]) async throws { records.withLock { $0 += new } }
}
