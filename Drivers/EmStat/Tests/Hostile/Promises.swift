import LabEmulation
import LabEngine
import LabTesting
import LabValues
import Testing

/// What holds for every run, whatever went wrong in it.
extension HostileRun.Ending {
    /// Checks this ending against an undisturbed one.
    ///
    /// - Parameter mayBeDamaged: bytes were changed so that another valid package may have come of it: the values are
    ///   then not compared, but time must not fall and no point may be surplus.
    func keepsPromises(
        beside sound: HostileRun.Ending, mayBeDamaged: Bool = false, _ what: String = "",
        at location: SourceLocation = #_sourceLocation
    ) {
        let end = "\(report.outcome) \(report.reason ?? "-") \(report.fault?.message ?? "")"
        let comment = Comment(rawValue: "\(what): \(end)")
        if safe == .confirmed || safe == .acknowledged {
            #expect(!device.isCellOn, "a cell that is on is said to be \(safe!): \(comment)", sourceLocation: location)
        }
        #expect(points.count <= sound.points.count, comment, sourceLocation: location)
        let times = points.compactMap { $0.time?.seconds }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 }, comment, sourceLocation: location)
        if !mayBeDamaged {
            var rest = sound.points[...]
            for point in points {
                let place = rest.firstIndex { Self.isSame($0, point) }
                #expect(place != nil, "invented: \(point) \(comment)", sourceLocation: location)
                rest = rest.dropFirst(place.map { $0 + 1 - rest.startIndex } ?? 0)
            }
        }
        if report.outcome == .completed, !mayBeDamaged {
            let isWhole = points.count == sound.points.count || eventNames.contains("warning")
            #expect(isWhole, "completed without all, and silent about it: \(comment)", sourceLocation: location)
        }
    }

    private static func isSame(_ one: EchemPoint, _ other: EchemPoint) -> Bool {
        guard let first = one.time?.seconds, let second = other.time?.seconds else { return one == other }
        // Times are differences of a running clock: their last digit may differ.
        var other = other
        other.time = one.time
        return abs(first - second) < 1e-6 && one == other
    }
}

/// Runs many at a time, since each mostly waits, and looks at each ending.
func runAll(
    _ runs: [(String, HostileRun)], atATime width: Int = 40,
    _ look: @escaping @Sendable (String, HostileRun.Ending) -> Void
) async throws {
    try await withThrowingTaskGroup(of: (String, HostileRun.Ending).self) { group in
        var rest = runs[...]
        for _ in 0..<width {
            guard let (name, run) = rest.popFirst() else { break }
            group.addTask { (name, try await run()) }
        }
        while let (name, ending) = try await group.next() {
            look(name, ending)
            if let (name, run) = rest.popFirst() { group.addTask { (name, try await run()) } }
        }
    }
}
