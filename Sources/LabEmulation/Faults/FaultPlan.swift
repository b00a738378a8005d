/// The faults an emulated instrument is to show, and which of them have come. Pure; nothing in it is left to chance.
public struct FaultPlan: Sendable, Hashable {
    /// How many have come.
    public private(set) var fired = 0

    private var pending: [Fault]
    private var lasting: Set<FaultKind> = []

    /// A plan of these faults; none makes a faultless instrument.
    public init(_ faults: [Fault] = []) {
        pending = faults
    }

    /// Reads faults, one in each text.
    public init(_ texts: [String]) throws(FaultPlanError) {
        pending = []
        for text in texts { pending.append(try Fault(text)) }
    }

    /// Reads faults joined with `+`, as in an address.
    public init(joined text: String) throws(FaultPlanError) {
        try self.init(text.split(separator: "+", omittingEmptySubsequences: false).map(String.init))
    }

    /// Whether nothing is left to come and nothing lasts.
    public var isEmpty: Bool { pending.isEmpty && lasting.isEmpty }

    /// Whether a fault of this kind happens now that so many points have been sent.
    ///
    /// True once for each fault in the plan, and from then on for a kind that lasts.
    public mutating func strikes(_ kind: FaultKind, after points: Int) -> Bool {
        if lasting.contains(kind) { return true }
        guard let place = pending.firstIndex(where: { $0.kind == kind && $0.point <= points }) else { return false }
        pending.remove(at: place)
        fired += 1
        if kind.isLasting { lasting.insert(kind) }
        return true
    }
}
