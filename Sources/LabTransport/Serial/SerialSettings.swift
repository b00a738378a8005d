/// How a serial line is set: speed, shape of a character, flow control, modem lines.
public struct SerialSettings: Sendable, Hashable {
    /// Who may tell the other side to wait.
    public enum FlowControl: String, Sendable, CaseIterable {
        /// Nobody.
        case none
        /// The bytes XON and XOFF in the stream.
        case xonxoff
        /// The lines RTS and CTS.
        case rtscts
    }

    /// The check bit of a character.
    public enum Parity: String, Sendable, CaseIterable {
        /// No check bit.
        case none
        /// An odd number of ones.
        case odd
        /// An even number of ones.
        case even
    }

    /// A modem line this side drives.
    public enum Line: String, Sendable, CaseIterable {
        /// Asserted.
        case on
        /// Not asserted.
        case off
    }

    /// Bits per second.
    public var baud: Int
    /// Data bits of a character, 5 to 8.
    public var bits = 8
    /// The check bit.
    public var parity = Parity.none
    /// Stop bits, 1 or 2.
    public var stop = 1
    /// Flow control.
    public var flow = FlowControl.none
    /// Data terminal ready; nil leaves it as opening the port left it.
    public var dtr: Line?
    /// Request to send; nil leaves it to flow control.
    public var rts: Line?

    /// Eight data bits, no parity, one stop bit, no flow control.
    public init(baud: Int) { self.baud = baud }
}
