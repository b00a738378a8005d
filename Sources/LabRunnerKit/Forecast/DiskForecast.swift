import LabPrograms
import LabValues

/// How much a run is expected to write, in bytes. Pure.
struct DiskForecast: Sendable, Hashable {
    /// What the files of a `file:` sink will weigh.
    let files: Int
    /// What the outbox will weigh.
    let outbox: Int
    /// Whether it may be more.
    let isAtLeast: Bool

    // Measured on cyclic voltammograms, open circuit and chronoamperometry on an EmStat Pico, rounded up: a point takes 30
    // to 75 bytes as JSON and 20 to 45 in a table, what stands around the points of a message 250, its row in the outbox
    // 100 more.
    private static let jsonBytesPerPoint = 75.0
    private static let tableBytesPerPoint = 45.0
    private static let bytesPerMessage = 250.0
    private static let rowBytes = 100.0
    /// The events of a step, its script included; those of a start and an end.
    private static let bytesPerStep = 3000.0, bytesPerRun = 8000.0
    /// The reserve that the outbox takes at once.
    private static let reserve = 4.0 * 1024 * 1024

    /// What a run of this length writes; the outbox keeps no more than `outboxLimit` bytes.
    init(of estimate: Estimate, outboxLimit: Int) {
        let points = Double(estimate.points), seconds = estimate.duration.inSeconds
        // A message waits for 100 points, or for 50 ms; a heartbeat comes every 10 s.
        let messages = max(points / 100, min(points, seconds / 0.05)) + seconds / 10
        let lines =
            points * Self.jsonBytesPerPoint + messages * Self.bytesPerMessage
            + Double(estimate.steps) * Self.bytesPerStep + Self.bytesPerRun
        files = Self.whole(lines + points * Self.tableBytesPerPoint)
        outbox = Self.whole(Self.reserve + min(lines + messages * Self.rowBytes, Double(outboxLimit)))
        isAtLeast = estimate.isLowerBound || estimate.pointsAreLowerBound
    }

    /// Far below what overflows when two are added.
    private static func whole(_ bytes: Double) -> Int { bytes < 1e18 ? Int(bytes) : 1_000_000_000_000_000_000 }
}
