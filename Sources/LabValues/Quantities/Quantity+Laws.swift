// The laws that lead from one dimension to another; what is not written here does not compile.

extension ElectrodePotential {
    /// How long a scan over this potential takes; the sign counts. Clamped, and zero where it has no value.
    public static func / (lhs: Self, rhs: ScanRate) -> Duration { Duration(secondsClamped: lhs.value / rhs.value) }

    /// Ohm's law: the current a potential drives through a resistance.
    @inlinable
    public static func / (lhs: Self, rhs: Resistance) -> ElectricCurrent {
        ElectricCurrent(value: lhs.value / rhs.value)
    }

    /// Ohm's law: the resistance that lets this current pass.
    @inlinable
    public static func / (lhs: Self, rhs: ElectricCurrent) -> Resistance { Resistance(value: lhs.value / rhs.value) }

    /// The scan rate that covers this potential in that time.
    public static func / (lhs: Self, rhs: Duration) -> ScanRate { ScanRate(value: lhs.value / rhs.inSeconds) }
}

extension ScanRate {
    /// How far a scan comes in that time.
    public static func * (lhs: Self, rhs: Duration) -> ElectrodePotential {
        ElectrodePotential(value: lhs.value * rhs.inSeconds)
    }
}

extension ElectricCurrent {
    /// Ohm's law: the potential this current drops over a resistance.
    @inlinable
    public static func * (lhs: Self, rhs: Resistance) -> ElectrodePotential {
        ElectrodePotential(value: lhs.value * rhs.value)
    }

    /// The charge a constant current passes in that time.
    public static func * (lhs: Self, rhs: Duration) -> ElectricCharge {
        ElectricCharge(value: lhs.value * rhs.inSeconds)
    }
}

extension Resistance {
    /// Ohm's law: the potential that current drops over this resistance.
    @inlinable
    public static func * (lhs: Self, rhs: ElectricCurrent) -> ElectrodePotential { rhs * lhs }

    /// The time constant of a resistance and a capacitance in series. Clamped.
    public static func * (lhs: Self, rhs: Capacitance) -> Duration { Duration(secondsClamped: lhs.value * rhs.value) }
}

extension ElectricCharge {
    /// The potential to which the charge fills a capacitance.
    @inlinable
    public static func / (lhs: Self, rhs: Capacitance) -> ElectrodePotential {
        ElectrodePotential(value: lhs.value / rhs.value)
    }

    /// The constant current that passes the charge in that time.
    public static func / (lhs: Self, rhs: Duration) -> ElectricCurrent {
        ElectricCurrent(value: lhs.value / rhs.inSeconds)
    }

    /// How long a constant current takes to pass the charge. Clamped.
    public static func / (lhs: Self, rhs: ElectricCurrent) -> Duration {
        Duration(secondsClamped: lhs.value / rhs.value)
    }
}

extension Capacitance {
    /// The charging current of a capacitance during a scan.
    @inlinable
    public static func * (lhs: Self, rhs: ScanRate) -> ElectricCurrent { ElectricCurrent(value: lhs.value * rhs.value) }

    /// The charge on a capacitance at a potential.
    @inlinable
    public static func * (lhs: Self, rhs: ElectrodePotential) -> ElectricCharge {
        ElectricCharge(value: lhs.value * rhs.value)
    }
}

extension FlowRate {
    /// The volume that flows in that time.
    public static func * (lhs: Self, rhs: Duration) -> Volume { Volume(value: lhs.value * rhs.inSeconds) }
}

extension Volume {
    /// How long the volume takes to flow. Clamped, and zero where it has no value.
    public static func / (lhs: Self, rhs: FlowRate) -> Duration { Duration(secondsClamped: lhs.value / rhs.value) }

    /// The flow rate that moves the volume in that time.
    public static func / (lhs: Self, rhs: Duration) -> FlowRate { FlowRate(value: lhs.value / rhs.inSeconds) }
}

extension Frequency {
    /// How long one period takes. Clamped: the period of 0 Hz is the longest duration there is.
    public var period: Duration { Duration(secondsClamped: 1 / value) }

    /// The frequency of something that takes so long.
    public init(period: Duration) { self.init(value: 1 / period.inSeconds) }
}
