import Glibc
import LabValues

/// One event that a program is told about.
struct Notification: Sendable {
    /// As `notify.events` calls it.
    let trigger: NotifyTrigger
    let experiment: ExperimentID
    let message: LabMessage

    /// The event as JSON, with a line feed; without `seq`, which the disk gives later.
    var bytes: [UInt8] {
        guard case .event(let event, let data) = message.content else { return [] }
        let json: JSONValue = [
            "type": "experiment_event", "event": .string(event.rawValue),
            "timestamp": .string(message.timestamp.description), "experiment_id": .string(experiment.text),
            "data": .object(data),
        ]
        return json.encoded + [UInt8(ascii: "\n")]
    }

    /// A file in memory that holds the event, open at its start; whoever reads it comes to its end and never waits.
    ///
    /// - Returns: the descriptor, which the caller closes; nil when memory is short.
    func file() -> Int32? {
        // A name that only makes it unlike others: it goes at once. POSIX has it closed by exec.
        let name = "/lab-event-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { return nil }
        shm_unlink(name)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                close(descriptor)
                return nil
            }
            rest = rest.dropFirst(count)
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }
}
