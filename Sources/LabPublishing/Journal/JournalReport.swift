/// What a journal says about its sinks; the engine makes events of it.
public enum JournalReport: Sendable, Hashable {
    /// A remote sink takes nothing at present; it is tried again without end.
    case degraded(SinkAddress, reason: String)
    /// A sink that failed takes records again.
    case recovered(SinkAddress)
    /// A sink on this host cannot write: the run must stop safely. It is tried again until the journal closes.
    case storageFailed(SinkAddress, reason: String)
    /// Messages that a sink will never take.
    case refused(SinkAddress, seqs: [Int], reason: String)
}
