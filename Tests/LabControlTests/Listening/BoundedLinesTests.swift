import Testing

@testable import LabControl

struct BoundedLinesTests {
    @Test func `lines are the same however the bytes arrive`() {
        let bytes = Array("a\r\n\n  \nlonger than eight\nbc\nd".utf8)
        for size in 1...bytes.count {
            var lines = BoundedLines(longest: 8)
            var pieces: [BoundedLines.Piece] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                pieces += lines.take(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(lines.isWaitingForEnd)
            pieces += lines.takeLast()
            #expect(pieces == [.line([97]), .tooLong, .line([98, 99]), .line([100])], "pieces of \(size)")
        }
    }
}
