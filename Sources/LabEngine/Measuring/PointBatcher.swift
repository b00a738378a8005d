public import LabValues

/// Collects points until a message is full or its fixed fields change. Pure.
public struct PointBatcher: Sendable {
    /// Points one message may hold.
    public static let largest = 100
    private let limit: Int
    /// What has been collected.
    public private(set) var points: [EchemPoint] = []

    /// An empty batcher, whose messages stay below `bytes`.
    ///
    /// A point with all its channels takes less than 400 bytes; what the message says beside them, less than 2 KiB.
    public init(messageBytes bytes: Int = 256 << 10) { limit = min(Self.largest, max(1, (bytes - 2048) / 400)) }

    /// Adds a point; returns points that must travel before it, or with it.
    public mutating func add(_ point: EchemPoint) -> [EchemPoint]? {
        if let first = points.first,
            first.cycle != point.cycle || first.segment != point.segment || first.phase != point.phase
        {
            defer { points = [point] }
            return points
        }
        points.append(point)
        return points.count >= limit ? take() : nil
    }

    /// Everything collected, or nil when there is nothing.
    public mutating func take() -> [EchemPoint]? {
        guard !points.isEmpty else { return nil }
        defer { points = [] }
        return points
    }
}
