/// What an emulated instrument is doing at one instant.
public struct EmulatorSnapshot: Sendable, Hashable {
    /// Whether the working electrode is connected.
    public var isCellOn = false

    /// The potential last set, in volts; applied only while the cell is on.
    public var potential = 0.0

    /// Commands received, scripts' lines not counted.
    public var commands = 0

    /// Scripts (or tests) started.
    public var scripts = 0

    /// Data packages sent.
    public var pointsSent = 0

    /// Faults that were asked for and have happened.
    public var faults = 0

    /// A device just switched on.
    public init() {}

    /// The state file's text: one JSON object and a line end.
    public var json: String {
        """
        {"cell":"\(isCellOn ? "on" : "off")","potential_V":\(potential.isFinite ? potential : 0),"commands":\(commands),\
        "scripts":\(scripts),"points_sent":\(pointsSent),"faults":\(faults)}

        """
    }
}
