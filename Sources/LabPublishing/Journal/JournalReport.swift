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
    /// Messages that a sink will not get, by the policy for a full journal.
    case dropped(SinkAddress, first: Int, last: Int, count: Int, policy: String)
    /// The journal holds so much of what it may, in parts of one; said once when it passes four fifths.
    case nearlyFull(Double)
    /// A message waited this long before it was on the disk; said once, until it is quick again.
    case slow(Duration)
    /// Something the operator should know, in a sentence.
    case warning(String)
}
