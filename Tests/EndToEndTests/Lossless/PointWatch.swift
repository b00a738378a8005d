import Foundation
import LabValues
import Synchronization

/// Notes how many points an emulator says it has sent, and when; its file is at most about 20 ms behind.
final class PointWatch: Sendable {
    private let samples = Mutex<[(time: ContinuousClock.Instant, points: Int)]>([])
    private let isOver = Mutex(false)

    /// Looks every few milliseconds, on a thread of its own, until it is told to end.
    init(_ state: @escaping @Sendable () throws -> JSONValue) {
        startThread { [self] in
            while !isOver.withLock({ $0 }) {
                let time = ContinuousClock.now
                if let points = (try? state())?["points_sent"]?.int {  // replaced just now: the next look counts
                    samples.withLock { $0.append((time, points)) }
                }
                _ = Monitor(()).wait(for: .milliseconds(5)) { _ in Bool?.none }
            }
        }
    }

    deinit { end() }

    func end() { isOver.withLock { $0 = true } }

    /// How many had been sent at an instant, as far as was seen; 0 before the first look.
    func points(at instant: ContinuousClock.Instant) -> Int {
        samples.withLock { $0.last { $0.time <= instant }?.points ?? 0 }
    }
}
