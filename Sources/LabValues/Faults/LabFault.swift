/// An error that says what went wrong in one sentence and what the engine should do about it.
///
/// A driver throws its own type; the engine reads only what stands here. An error that is no `LabFault` means
/// `Recovery.cellOffAndStop`.
public protocol LabFault: Error, Sendable, CustomStringConvertible {
    /// What the engine should do.
    var recovery: Recovery { get }
    /// A short word for programs that read events: `link_lost`, `instrument_error`, …
    var code: String { get }
    /// What the operator can do next, when there is something; a sentence.
    var hint: String? { get }
}

extension LabFault {
    public var recovery: Recovery { .cellOffAndStop }
    public var code: String { "instrument_error" }
    public var hint: String? { nil }
}

/// What the engine should do about a fault.
public enum Recovery: Sendable, Hashable {
    /// Try the same call again after a while: nothing has been changed.
    case retry(after: Duration)
    /// The wire is gone; wait for the same device, then follow the step's policy.
    case waitForLink
    /// Switch the cell off and end the run.
    case cellOffAndStop
    /// Nothing was touched; the request itself is wrong.
    case refuse
}
