import LabOutbox
import LabPublishing
import LabValues

/// What waits in the outboxes, as `lab-runner outbox status` shows it.
struct OutboxTable: Sendable {
    private var experiments: [OutboxStatus] = []
    /// Files that cannot be read, with why.
    private var unreadable: [(experiment: ExperimentID, trouble: String)] = []
    private let now: Timestamp

    init(_ directory: OutboxDirectory, now: Timestamp) throws(OutboxFault) {
        self.now = now
        for experiment in try directory.experiments() {
            do { experiments.append(try directory.status(of: experiment)) } catch {
                unreadable.append((experiment, "\(error)"))
            }
        }
    }

    /// For people: what waits, and in one line what does not.
    var lines: [String] {
        let settled = experiments.filter { $0.isSettled && $0.holder == nil && $0.damage.isEmpty }
        var lines = experiments.filter { !$0.isSettled || $0.holder != nil || !$0.damage.isEmpty }.flatMap {
            Self.lines(of: $0, now: now)
        }
        lines += unreadable.map { "\($0.experiment): \($0.trouble)" }
        if !unreadable.isEmpty { lines.append("  → lab-runner outbox drain saves what can be saved.") }
        if lines.isEmpty { lines.append("Nothing waits: every sink has everything.") }
        if !settled.isEmpty {
            let messages = settled.reduce(0) { $0 + $1.messages }
            lines.append(
                "\(settled.count.counted("experiment")) complete; \(messages.counted("message")) kept for outbox replay"
            )
        }
        return lines
    }

    /// For programs: one object per experiment.
    var json: JSONValue {
        .array(
            experiments.map { Self.json(of: $0) }
                + unreadable.map {
                    ["experiment_id": .string($0.experiment.text), "error": .string($0.trouble)]
                })
    }

    /// One experiment for people.
    static func lines(of status: OutboxStatus, now: Timestamp) -> [String] {
        let holder = status.holder.map { ", held by \($0)" } ?? ""
        var lines = [
            "\(status.experiment): \(status.messages.counted("message")), \(size(status.bytes)), last seq \(status.lastSeq)\(holder)"
        ]
        lines += status.damage.prefix(3).map { "  damaged: \($0); lab-runner outbox drain saves what can be saved" }
        for sink in status.sinks {
            var parts = ["\(sink.counts.delivered) delivered"]
            if sink.counts.pending > 0 {
                let oldest = sink.oldestPending.map { ", oldest \(age(of: $0, now)) old" } ?? ""
                parts.append("\(sink.counts.pending) pending\(oldest)")
            }
            if sink.counts.refused > 0 { parts.append("\(sink.counts.refused) refused") }
            if sink.counts.dropped > 0 { parts.append("\(sink.counts.dropped) dropped") }
            lines.append("  \(sink.sink.address): \(parts.joined(separator: ", "))")
            for refusal in sink.refused.prefix(3) { lines.append("    seq \(refusal.seq) refused: \(refusal.reason)") }
            if sink.refused.count > 3 { lines.append("    and \(sink.refused.count - 3) more") }
            for gap in sink.gaps.suffix(3) {
                lines.append("    seq \(gap.first) to \(gap.last): \(gap.count) dropped (\(gap.policy))")
            }
        }
        return lines
    }

    private static func json(of status: OutboxStatus) -> JSONValue {
        [
            "experiment_id": .string(status.experiment.text), "held_by": .string(status.holder.map { "\($0)" }),
            "begun": .string(status.begun.description), "ended": .string(status.ended?.description),
            "last_seq": .integer(status.lastSeq), "messages": .integer(status.messages),
            "bytes": .integer(status.bytes), "publishers": .object(JSONObject(status.sinks.map(json))),
            "damage": .array(status.damage.map { .string($0) }),
        ]
    }

    private static func json(of sink: OutboxStatus.Sink) -> (String, JSONValue) {
        var object = sink.counts.fields
        object["oldest_pending"] = .string(sink.oldestPending?.description)
        object["refused_messages"] = .array(
            sink.refused.map { ["seq": .integer($0.seq), "reason": .string($0.reason)] })
        object["gaps"] = .array(
            sink.gaps.map {
                [
                    "first_seq": .integer($0.first), "last_seq": .integer($0.last), "count": .integer($0.count),
                    "policy": .string($0.policy),
                ]
            })
        return (sink.sink.address.text, .object(object))
    }

    private static func age(of time: Timestamp, _ now: Timestamp) -> String {
        Duration.milliseconds(max(0, now.millisecondsSinceEpoch - time.millisecondsSinceEpoch)).clockText
    }

    private static func size(_ bytes: Int) -> String {
        if bytes < 10_000 { return "\(bytes) B" }
        if bytes < 10_000_000 { return "\(bytes / 1000) kB" }
        return "\(bytes / 1_000_000) MB"
    }
}
