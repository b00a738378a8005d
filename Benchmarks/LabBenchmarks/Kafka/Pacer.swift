import Glibc

/// Lets things happen at a steady rate, counted from its own beginning.
struct Pacer {
    private let start = Stopwatch.wall
    /// Nanoseconds between two of them.
    private let interval: Double

    /// - Parameter rate: a second; 0: at once.
    init(rate: Int) { interval = rate > 0 ? 1e9 / Double(rate) : 0 }

    /// Blocks the thread until the moment of the given one, the first being 0.
    func wait(for place: Int) {
        guard interval > 0 else { return }
        let moment = Int(start + Double(place) * interval)
        var time = timespec(tv_sec: moment / 1_000_000_000, tv_nsec: moment % 1_000_000_000)
        while clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &time, nil) == EINTR {}
    }
}
