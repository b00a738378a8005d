/// A fault at a chosen moment, as written on a command line: `KIND[@POINT]`, such as `garble@20`.
public struct Fault: Sendable, Hashable, CustomStringConvertible {
    /// What goes wrong.
    public var kind: FaultKind

    /// How many points have been sent when it does; 0 is before the first.
    public var point: Int

    /// A fault once `point` points have been sent.
    public init(_ kind: FaultKind, at point: Int = 1) {
        self.kind = kind
        self.point = max(0, point)
    }

    /// Reads `KIND[@POINT]`.
    public init(_ text: String) throws(FaultPlanError) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let kind = FaultKind(rawValue: String(parts[0])) else { throw .unknownKind(text) }
        self.init(kind)
        guard parts.count == 2 else { return }
        guard parts[1].allSatisfy({ ("0"..."9").contains($0) }), let point = Int(parts[1]) else {
            throw .badPoint(text)
        }
        self.point = point
    }

    /// As it is written.
    public var description: String { "\(kind.rawValue)@\(point)" }
}
