/// Cuts a stream of bytes into lines that end in a line feed; bounded, whatever comes.
///
/// A carriage return before the line feed belongs to the line's end; blanks are data. A line that grows beyond the
/// bound is reported once and skipped up to its line feed. A line that lies in one chunk is a slice of it, not a copy.
public struct LineFramer: Sendable {
    /// What came next.
    public enum Frame: Sendable, Hashable {
        /// A line with nothing on it.
        case empty
        /// A line with at least one byte.
        case text(ArraySlice<UInt8>)
        /// A line beyond the bound; its bytes are gone.
        case tooLong
    }

    private var chunk: [UInt8] = []
    private var place = 0
    private var partial: [UInt8] = []
    private var isSkipping = false
    private let longest: Int
    private let isIgnored: [Bool]  // by byte; empty when none is

    /// - Parameters:
    ///   - longest: bytes a line may have, its end not counted.
    ///   - ignored: bytes that are dropped wherever they stand (XON and XOFF on some wires).
    public init(longest: Int = 64 * 1024, ignoring ignored: Set<UInt8> = []) {
        self.longest = longest
        isIgnored = ignored.isEmpty ? [] : (0...UInt8.max).map { ignored.contains($0) }
    }

    /// Takes bytes that arrived. Cheapest when `next()` has given nil.
    public mutating func append(_ bytes: [UInt8]) {
        let hasIgnored = !isIgnored.isEmpty && bytes.contains { isIgnored[Int($0)] }
        let bytes = hasIgnored ? bytes.filter { !isIgnored[Int($0)] } : bytes
        chunk = place < chunk.count ? chunk[place...] + bytes : bytes
        place = 0
    }

    /// The next whole line, or nil when more bytes are needed.
    public mutating func next() -> Frame? {
        while let end = chunk[place...].firstIndex(of: UInt8(ascii: "\n")) {
            let piece = chunk[place..<end]
            place = end + 1
            if isSkipping {
                isSkipping = false
                continue
            }
            guard fits(piece) else {
                partial = []
                return .tooLong
            }
            guard !partial.isEmpty else { return Self.frame(piece) }
            let line = partial + piece
            partial = []
            return Self.frame(line[...])
        }
        return keepRest()
    }

    /// Forgets everything that has not been cut into lines yet.
    public mutating func reset() {
        chunk = []
        place = 0
        partial = []
        isSkipping = false
    }

    private mutating func keepRest() -> Frame? {
        let rest = chunk[place...]
        place = chunk.count
        if isSkipping || rest.isEmpty { return nil }
        guard fits(rest) else {
            partial = []
            isSkipping = true
            return .tooLong
        }
        partial += rest
        return nil
    }

    /// Whether the line with `piece` added is within the bound; a carriage return at its end may yet belong to that end.
    private func fits(_ piece: ArraySlice<UInt8>) -> Bool {
        let end = (piece.last ?? partial.last) == UInt8(ascii: "\r") ? 1 : 0
        return partial.count + piece.count - end <= longest
    }

    private static func frame(_ line: ArraySlice<UInt8>) -> Frame {
        let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        return text.isEmpty ? .empty : .text(text)
    }
}
