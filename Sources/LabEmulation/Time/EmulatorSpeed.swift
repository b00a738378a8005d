/// How fast an emulated instrument lives.
public enum EmulatorSpeed: Sendable, Hashable {
    /// Device seconds per real second; 1 is real time.
    case factor(Double)

    /// As fast as the machine can: the device never waits.
    case max

    /// Real time.
    public static let realTime = EmulatorSpeed.factor(1)

    /// Reads `max` or a number between 0.001 and 1000000; anything else is `nil`.
    public init?(_ text: String) {
        if text == "max" {
            self = .max
        } else if let factor = Double(text), factor >= 0.001, factor <= 1_000_000 {
            self = .factor(factor)
        } else {
            return nil
        }
    }
}
