import Glibc
public import LabValues

/// Why a transcript cannot be played.
public enum UnreadableTranscript: LabFault, Hashable {
    /// What is wrong with a line.
    public enum Damage: String, Error, Sendable, Hashable {
        case blank = "it is empty"
        case tooLong = "it is too long"
        case noTime = "it does not begin with seconds and six decimals"
        case noDirection = "neither “>” nor “<” follows the time"
        case badCharacter = "it holds a character that is never written as it is"
        case badEscape = #"what follows a “\” is none of n, r, t, \ and x with two capital hexadecimal digits"#
        case cutShort = "the file ends in the middle of it"
    }

    /// The operating system does not give the file.
    case system(path: String, errno: Int32)
    /// It is a directory or a device.
    case notAFile(path: String)
    /// It is larger than is read.
    case tooLarge(path: String, bytes: Int)
    /// A line cannot be understood.
    case damaged(path: String, line: Int, Damage)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .system(let path, ENOENT): "There is no transcript \(path)."
        case .system(let path, let errno): "The transcript \(path) cannot be read (errno \(errno))."
        case .notAFile(let path): "\(path) is no file, and thus no transcript."
        case .tooLarge(let path, let bytes):
            "The transcript \(path) has \(bytes >> 20) MiB; at most \(TranscriptReader.largestFile >> 20) are read."
        case .damaged(let path, let line, let damage):
            "Line \(line) of the transcript \(path) cannot be understood: \(damage.rawValue)."
        }
    }

    public var hint: String? {
        switch self {
        case .damaged(_, let line, .cutShort): "Delete line \(line): what stands before it can be played."
        case .damaged: "A line reads “0.012345 > e\\n” for bytes sent, with “<” for bytes received."
        case .system, .notAFile, .tooLarge: nil
        }
    }
}
