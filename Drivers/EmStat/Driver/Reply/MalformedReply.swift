import LabTransport
import LabValues

/// The device sent a line that is not in its own grammar.
struct MalformedReply: LabFault, Hashable {
    enum Reason: Hashable, Sendable {
        /// No reply begins like this.
        case unknownKind
        /// The line ends inside a variable.
        case cutShort
        /// A variable's type is not two small letters.
        case badType
        /// A value is not seven capital hexadecimal digits.
        case badValue
        /// The character behind the digits is no prefix.
        case badPrefix
        /// What stands behind a value is no metadata.
        case badMetadata
        /// An error code or a number is not as it should be.
        case badNumber
        /// The package holds other variables than the script put in.
        case otherVariables
        /// The line stands where it cannot.
        case outOfPlace
        /// A point is not later than the one before it.
        case timeNotRising
        /// More points came than the script can send.
        case surplusPoint
        /// The line has no end.
        case tooLong
    }

    let reason: Reason
    /// The line, made printable and short.
    let line: String

    init(_ reason: Reason, in line: ArraySlice<UInt8>) {
        self.reason = reason
        self.line = printable(line)
    }

    var description: String { "The instrument sent “\(line)”, which cannot be understood (\(reason))." }
    var hint: String? { "Bytes were lost or changed on the wire: check the cable, the baud rate and the flow control." }
}

/// Bytes as text: escaped, and at most 80 of them.
func printable(_ bytes: ArraySlice<UInt8>) -> String {
    Transcript.escaped(bytes.prefix(80)) + (bytes.count > 80 ? "…" : "")
}
