/// What kind of line the device sent. A line means the same wherever it stands; whether it may stand there is not
/// decided here.
enum ReplyLine: Hashable, Sendable {
    /// `M0005`: a measurement loop begins.
    case loopBegins(technique: UInt16)
    /// `*`
    case loopEnds
    /// `C0000`: a scan begins.
    case scanBegins(number: UInt16)
    /// `-`
    case scanEnds
    /// `L`: a generic loop begins.
    case genericLoopBegins
    /// `+`
    case genericLoopEnds
    /// `P…`, the whole line.
    case package(ArraySlice<UInt8>)
    /// `T…` without the `T`.
    case text(ArraySlice<UInt8>)
    /// `!4001: Line 3`: the script failed while it ran.
    case failure(DeviceReport)
    /// `e!4001: Line 3, Col 16`, `Z!0006`: a command was refused; its first letter.
    case refusal(command: UInt8, DeviceReport)
    /// The first letter of a command that was taken, and what followed: `e`, `Z`, `h`, `tespico…`, `iES4…`, `v01.09.00`.
    case answer(command: UInt8, ArraySlice<UInt8>)

    /// Reads a line without its end; an empty line is not for here.
    init(_ line: ArraySlice<UInt8>) throws(MalformedReply) {
        guard let first = line.first else { throw MalformedReply(.unknownKind, in: line) }
        let rest = line.dropFirst()
        switch first {
        case UInt8(ascii: "P"): self = .package(line)
        case UInt8(ascii: "T"): self = .text(rest)
        case UInt8(ascii: "!"): self = .failure(try DeviceReport(rest, in: line))
        case UInt8(ascii: "M") where rest.first != Self.bang:
            self = .loopBegins(technique: try Self.number(rest, in: line))
        case UInt8(ascii: "C") where rest.count == 4 && rest.first != Self.bang:
            self = .scanBegins(number: try Self.number(rest, in: line))
        case UInt8(ascii: "*") where rest.isEmpty: self = .loopEnds
        case UInt8(ascii: "-") where rest.isEmpty: self = .scanEnds
        case UInt8(ascii: "+") where rest.isEmpty: self = .genericLoopEnds
        case UInt8(ascii: "L") where rest.isEmpty: self = .genericLoopBegins
        case 0x21..<0x7F where rest.first == Self.bang:
            self = .refusal(command: first, try DeviceReport(rest.dropFirst(), in: line))
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            guard rest.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw MalformedReply(.unknownKind, in: line) }
            self = .answer(command: first, rest)
        default: throw MalformedReply(.unknownKind, in: line)
        }
    }

    private static let bang = UInt8(ascii: "!")

    private static func number(
        _ digits: ArraySlice<UInt8>, in line: ArraySlice<UInt8>
    ) throws(MalformedReply) -> UInt16 {
        guard digits.count == 4, let number = hexadecimalNumber(digits) else {
            throw MalformedReply(.badNumber, in: line)
        }
        return number
    }
}

/// An error code of the device and where in the script it occurred.
struct DeviceReport: Hashable, Sendable {
    let code: UInt16
    /// The script's line, from 1.
    var line: Int?
    /// Just past the offending word.
    var column: Int?

    /// Reads `4001: Line 3, Col 16` and its shorter forms, what stands behind the `!`.
    init(_ text: ArraySlice<UInt8>, in whole: ArraySlice<UInt8>) throws(MalformedReply) {
        guard text.count >= 4, let code = hexadecimalNumber(text.prefix(4)) else {
            throw MalformedReply(.badNumber, in: whole)
        }
        self.code = code
        let rest = String(decoding: text.dropFirst(4), as: UTF8.self)
        guard !rest.isEmpty else { return }
        let words = rest.split(whereSeparator: { " :,".contains($0) })
        guard words.count == 2 || words.count == 4, words[0] == "Line", let line = Int(words[1]) else {
            throw MalformedReply(.badNumber, in: whole)
        }
        self.line = line
        guard words.count == 4 else { return }
        guard words[2] == "Col", let column = Int(words[3]) else { throw MalformedReply(.badNumber, in: whole) }
        self.column = column
    }

    /// A code without a place.
    init(code: UInt16) { self.code = code }
}

private func hexadecimalNumber(_ digits: ArraySlice<UInt8>) -> UInt16? {
    var value: UInt16 = 0
    for byte in digits {
        guard let digit = hexadecimalDigit(byte) else { return nil }
        value = value << 4 | UInt16(digit)
    }
    return value
}
