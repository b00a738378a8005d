import Glibc

/// Reads transcripts; bounded, whatever stands in the file.
public enum TranscriptReader {
    /// Bytes a line may have.
    public static let longestLine = 1 << 20
    /// Bytes a file may have.
    public static let largestFile = 1 << 29

    /// The pieces of the transcript at `path`, in order.
    ///
    /// - Throws: `UnreadableTranscript`, with the line where there is one.
    public static func pieces(at path: String) throws(UnreadableTranscript) -> [TranscriptPiece] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(path: path, errno: errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .system(path: path, errno: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard facts.st_size <= largestFile else { throw .tooLarge(path: path, bytes: Int(facts.st_size)) }
        return try pieces(of: contents(descriptor, path), path: path)
    }

    /// The pieces of a transcript in memory; `path` names it in errors.
    public static func pieces(of text: [UInt8], path: String) throws(UnreadableTranscript) -> [TranscriptPiece] {
        var framer = LineFramer(longest: longestLine)
        framer.append(text)
        var pieces: [TranscriptPiece] = []
        var line = 0
        while let frame = framer.next() {
            line += 1
            guard case .text(let text) = frame else {
                throw .damaged(path: path, line: line, frame == .empty ? .blank : .tooLong)
            }
            do throws(UnreadableTranscript.Damage) {
                pieces.append(try TranscriptPiece(text, line: line))
            } catch {
                throw .damaged(path: path, line: line, error)
            }
        }
        guard text.last ?? UInt8(ascii: "\n") == UInt8(ascii: "\n") else {
            throw .damaged(path: path, line: line + 1, .cutShort)
        }
        return pieces
    }

    private static func contents(_ descriptor: Int32, _ path: String) throws(UnreadableTranscript) -> [UInt8] {
        var contents: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(path: path, errno: errno) }
            if count == 0 { return contents }
            contents += block[..<count]
            guard contents.count <= largestFile else { throw .tooLarge(path: path, bytes: contents.count) }
        }
    }
}
