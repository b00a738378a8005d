/// The clock of an emulated instrument: its own seconds, and when each of them falls due on the wall.
///
/// While a script runs, the device says how much time its work takes (``spend(_:)``) and then waits until ``due``,
/// listening meanwhile. While it idles, ``catchUp()`` brings its clock level with the wall.
public struct DeviceTime: Sendable {
    /// Device seconds since it was switched on.
    public private(set) var now = 0.0

    private let speed: EmulatorSpeed
    private var anchor: (wall: ContinuousClock.Instant, device: Double)

    /// A clock that starts at zero now.
    public init(speed: EmulatorSpeed) {
        self.speed = speed
        anchor = (.now, 0)
    }

    /// The instant on the wall clock at which the device has reached ``now``; already past at speed `max`.
    public var due: ContinuousClock.Instant {
        guard case .factor(let factor) = speed else { return anchor.wall }
        return anchor.wall + .seconds(min((now - anchor.device) / factor, 1e9))
    }

    /// The device spends `seconds` of its time.
    public mutating func spend(_ seconds: Double) {
        now += seconds
    }

    /// Brings an idle device level with the wall clock and returns the device seconds that went by.
    ///
    /// At speed `max` an idle device lives in real time.
    public mutating func catchUp() -> Double {
        let wall = ContinuousClock.now
        let elapsed = max(0, (wall - due).inSeconds) * factor
        now += elapsed
        anchor = (wall, now)
        return elapsed
    }

    /// Calls the work done so far finished at this instant, without letting more time pass.
    public mutating func settle() {
        anchor = (.now, now)
    }

    /// The device stood still for `real` seconds of the wall clock: what is due moves on. Returns its own seconds.
    public mutating func halt(for real: Duration) -> Double {
        let elapsed = real.inSeconds * factor
        now += elapsed
        anchor = (anchor.wall + real, anchor.device + elapsed)
        return elapsed
    }

    private var factor: Double {
        if case .factor(let factor) = speed { factor } else { 1 }
    }
}

extension Duration {
    /// This duration in seconds.
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
