import LabPublishing
import LabValues

extension JournalReport {
    /// What the operator reads; nil when the engine says it.
    var sentence: String? {
        switch self {
        case .degraded(let sink, let reason): "\(sink) is degraded: \(reason)"
        case .recovered(let sink): "\(sink) has recovered"
        case .refused(let sink, let seqs, let reason): "\(sink) refused \(seqs.count) messages: \(reason)"
        case .dropped(let sink, let first, let last, let count, let policy):
            "\(sink) will not get \(count) messages (seq \(first) to \(last)), by the policy \(policy)"
        case .nearlyFull(let part): "the outbox is \(Int(part * 100)) % full"
        case .slow(let delay): "the disk is slow: a message waited \(delay.roundedText) before it was safe"
        case .warning(let text): text
        case .storageFailed: nil
        }
    }
}

extension Duration {
    /// In whole milliseconds.
    fileprivate var roundedText: String { Duration.milliseconds(Int(inSeconds * 1000)).compactText }
}
