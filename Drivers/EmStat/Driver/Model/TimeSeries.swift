import LabValues

/// How points at a constant potential, or at none, are spaced: never more than a second apart on the device.
struct TimeSeries: Sendable, Hashable {
    /// The interval of the device.
    let deviceInterval: Duration
    /// Every so many points one is recorded.
    let every: Int

    /// The fewest equal parts of `interval` that are at most a second; whole nanoseconds, rounded down where they must.
    init(interval: Duration) {
        let nanoseconds = max(1, Int(clamping: Int128(interval / .nanoseconds(1))))
        let fewest = (nanoseconds - 1) / 1_000_000_000 + 1
        let even = (fewest...(2 * fewest + 10)).first { nanoseconds % ($0 * 1_000_000) == 0 }
        every = fewest == 1 ? 1 : even ?? fewest
        deviceInterval = every == 1 ? interval : .nanoseconds(nanoseconds / every)
    }
}
