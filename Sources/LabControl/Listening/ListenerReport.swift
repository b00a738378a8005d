/// What a run is told about its listeners.
public enum ListenerReport: Sendable, Hashable {
    /// It hears nothing, and is started again by itself.
    case lost(name: String, reason: String)
    /// It listens again.
    case restored(name: String, after: Duration)
    /// Nothing can come from it any more, in good order: the end of standard input.
    case ended(name: String)
    /// Nobody can reach the run: do this.
    case demand(ListenerVigil.Demand)
}
