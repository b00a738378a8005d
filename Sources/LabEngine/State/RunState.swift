/// Where a run is.
public enum RunState: String, Sendable, Hashable, CaseIterable {
    /// Instruments are being opened and checked.
    case preparing
    /// Steps are executed.
    case running
    /// A wire is lost; the same device is awaited.
    case waitingForLink
    /// A pause was asked for; the step that is open is being finished or held.
    case pausing
    /// Nothing goes on until `resume` or `stop`.
    case paused
    /// The cell is being switched off; nothing else can happen any more.
    case stopping
    /// Over.
    case finished
}
