public import LabValues

/// Why the journal takes no more messages.
public enum JournalFault: LabFault, Hashable {
    /// A sink has not taken what was meant for it, and no more fits.
    case full(sink: SinkAddress, capacityBytes: Int)
    /// The run is over.
    case closed

    public var recovery: Recovery { .cellOffAndStop }
    public var code: String { "outbox_full" }

    public var description: String {
        switch self {
        case .full(let sink, let bytes): "Messages for \(sink) have waited until \(bytes >> 10) KiB were full."
        case .closed: "The journal is closed."
        }
    }
}
