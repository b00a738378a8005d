public import LabValues

/// Why the journal takes no more messages.
public enum JournalFault: LabFault, Hashable {
    /// A sink has not taken what was meant for it, and no more fits.
    case full(sink: SinkAddress, capacityBytes: Int)
    /// The outbox holds as much as it may: so many bytes, or so many messages.
    case limitReached(maxBytes: Int, maxMessages: Int)
    /// The disk has taken nothing until the queue in front of it was full: of bytes, or of time.
    case diskStalled(path: String, waited: Duration)
    /// The disk refuses what is to be written.
    case diskFailed(StorageFault)
    /// The run is over.
    case closed

    public var recovery: Recovery { .cellOffAndStop }
    public var code: String { "outbox_full" }

    public var description: String {
        switch self {
        case .full(let sink, let bytes): "Messages for \(sink) have waited until \(bytes >> 10) KiB were full."
        case .limitReached(let bytes, let messages):
            "The outbox is full: it may hold \(ByteSize(bytes)) or \(messages) messages."
        case .diskStalled(let path, let waited):
            "The disk under \(path) has taken nothing for \(waited.components.seconds) s."
        case .diskFailed(let fault): fault.description
        case .closed: "The journal is closed."
        }
    }
}
