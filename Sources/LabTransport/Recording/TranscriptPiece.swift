/// One line of a transcript: bytes that went one way in one piece.
public struct TranscriptPiece: Sendable, Hashable {
    /// The line of the file, from 1.
    public var line: Int
    /// When, since the recording began.
    public var time: Duration
    /// Which way.
    public var direction: Transcript.Direction
    /// What went.
    public var bytes: [UInt8]

    /// A piece.
    public init(line: Int, time: Duration, direction: Transcript.Direction, bytes: [UInt8]) {
        (self.line, self.time, self.direction, self.bytes) = (line, time, direction, bytes)
    }

    /// Reads a line without its end: `0.012345 > e\n`.
    ///
    /// - Throws: what is wrong with it.
    init(_ text: ArraySlice<UInt8>, line: Int) throws(UnreadableTranscript.Damage) {
        let words = text.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard let time = Self.time(words[0]) else { throw .noTime }
        guard words.count == 3,
            let direction = Transcript.Direction(rawValue: String(decoding: words[1], as: UTF8.self))
        else { throw .noDirection }
        self.init(line: line, time: time, direction: direction, bytes: try Self.unescaped(words[2]))
    }

    /// Seconds with six decimals, at most 31 years of them.
    private static func time(_ text: ArraySlice<UInt8>) -> Duration? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2, (1...9).contains(parts[0].count), parts[1].count == 6,
            let seconds = number(parts[0]), let micros = number(parts[1])
        else { return nil }
        return .seconds(seconds) + .microseconds(micros)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func unescaped(_ text: ArraySlice<UInt8>) throws(UnreadableTranscript.Damage) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            guard (0x20..<0x7F).contains(byte) else { throw .badCharacter }
            bytes.append(byte == UInt8(ascii: "\\") ? try escape(&rest) : byte)
        }
        return bytes
    }

    private static func escape(_ rest: inout ArraySlice<UInt8>) throws(UnreadableTranscript.Damage) -> UInt8 {
        switch rest.popFirst() {
        case UInt8(ascii: "n"): return UInt8(ascii: "\n")
        case UInt8(ascii: "r"): return UInt8(ascii: "\r")
        case UInt8(ascii: "t"): return UInt8(ascii: "\t")
        case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
        case UInt8(ascii: "x"):
            guard let high = digit(rest.popFirst()), let low = digit(rest.popFirst()) else { throw .badEscape }
            return high << 4 | low
        default: throw .badEscape
        }
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case let byte? where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case let byte? where byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
