import Glibc
public import LabValues

/// What went over a wire, as a text file: one line per piece, readable by people and by a replay.
///
/// A thread of its own writes: a disk that hangs, is full or is gone ends the recording, and never delays the wire.
///
/// - Shape: `0.012345 > e\n` for bytes sent, `<` for bytes received; the time is seconds since the recording began.
///   Bytes outside printable ASCII are `\n`, `\r`, `\t`, `\\` or `\xHH`; blanks stand for themselves. Where a piece
///   ends says nothing, the order does: what stands below bytes sent was heard after they had been sent. Times may go
///   back a little, for bytes received bear the time of their arrival. `TranscriptReader` reads it, `Replay` plays it.
public final class Transcript: Sendable {
    /// Which way bytes went.
    public enum Direction: String, Sendable {
        case sent = ">"
        case received = "<"
    }

    private let file: TranscriptFile
    private let origin: LabInstant

    /// Begins a transcript at `path`, which must not exist.
    ///
    /// - Throws: `TranscriptError` when the file cannot be made.
    public convenience init(path: String, clock: any LabClock) throws(TranscriptError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TranscriptError(path: path, errno: errno) }
        self.init(descriptor: descriptor, clock: clock)
    }

    /// Begins a transcript in an open file, which it closes.
    package init(descriptor: Int32, clock: any LabClock) {
        file = TranscriptFile(descriptor: descriptor)
        origin = clock.now
        startThread { [file] in file.serve() }
    }

    deinit { file.finish() }

    /// Adds a piece; never waits.
    public func note(_ direction: Direction, _ bytes: [UInt8], at moment: LabInstant) {
        let seconds = max(.zero, moment - origin).components
        let micros = String(1_000_000 + seconds.attoseconds / 1_000_000_000_000).dropFirst()
        file.append("\(seconds.seconds).\(micros) \(direction.rawValue) \(Self.escaped(bytes))\n")
    }

    /// Waits, blocking, until all pieces are in the file or `limit` is over; false when some are not.
    ///
    /// Call it before the process ends.
    @discardableResult
    public func flush(within limit: Duration = .seconds(1)) -> Bool { file.flush(within: limit) }

    /// The bytes as the file shows them.
    public static func escaped(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): text += "\\n"
            case UInt8(ascii: "\r"): text += "\\r"
            case UInt8(ascii: "\t"): text += "\\t"
            case UInt8(ascii: "\\"): text += "\\\\"
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + hexadecimal(UInt64(byte), digits: 2).uppercased()
            }
        }
        return text
    }
}

/// Why a transcript cannot be written.
public struct TranscriptError: LabFault, Hashable {
    /// The file.
    public let path: String
    /// What the operating system said.
    public let errno: Int32

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }
    public var description: String {
        errno == EEXIST
            ? "The transcript \(path) exists already and is not overwritten."
            : "The transcript \(path) cannot be written: \(String(cString: strerror(errno)))."
    }
}
