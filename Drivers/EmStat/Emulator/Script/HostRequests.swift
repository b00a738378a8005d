/// What the host has asked of a running script.
struct HostRequests {
    /// `on_finished:` cannot be aborted.
    var mayAbort = true
    var isInMeasurement = false
    var isInCyclic = false
    private var wasAborted = false
    private(set) var isLeavingLoop = false
    private(set) var isReversing = false

    /// Whether the script is on its way to `on_finished:`.
    var isAborting: Bool { mayAbort && wasAborted }

    mutating func abort() {
        wasAborted = true
    }

    mutating func leaveLoop() {
        isLeavingLoop = true
    }

    mutating func reverse() {
        isReversing = true
    }

    /// Whether a reversal was asked for; asks once.
    mutating func takeReversal() -> Bool {
        defer { isReversing = false }
        return isReversing
    }

    /// A measurement loop begins or has ended: what was asked of the last one is void.
    mutating func setMeasuring(_ isMeasuring: Bool, isCyclic: Bool = false) {
        isInMeasurement = isMeasuring
        isInCyclic = isMeasuring && isCyclic
        isLeavingLoop = false
        isReversing = false
    }
}
