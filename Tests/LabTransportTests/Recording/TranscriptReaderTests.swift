import LabTransport
import LabValues
import Testing

struct TranscriptReaderTests {
    private func pieces(_ text: String) throws -> [TranscriptPiece] {
        try TranscriptReader.pieces(of: Array(text.utf8), path: "wire.txt")
    }

    @Test func `a transcript is read back piece by piece`() throws {
        let read = try pieces("0.012345 > e\\n\n1.000000 < OK\\r\\n\\\\ \\xFF \n12.000001 < \n")
        #expect(
            read == [
                .init(line: 1, time: .microseconds(12_345), direction: .sent, bytes: Array("e\n".utf8)),
                .init(
                    line: 2, time: .seconds(1), direction: .received,
                    bytes: Array("OK\r\n\\ ".utf8) + [0xFF, UInt8(ascii: " ")]),
                .init(line: 3, time: .microseconds(12_000_001), direction: .received, bytes: []),
            ])
        #expect(try pieces("").isEmpty)
    }

    @Test func `every byte value survives writing and reading`() throws {
        let all = Array(UInt8.min...UInt8.max)
        #expect(try pieces("0.000000 > \(Transcript.escaped(all))\n").first?.bytes == all)
    }

    @Test(arguments: [
        ("\n", UnreadableTranscript.Damage.blank), ("1.0 > e\n", .noTime), ("x > e\n", .noTime),
        ("-1.000000 > e\n", .noTime), ("9999999999.000000 > e\n", .noTime), ("1.000000\n", .noDirection),
        ("1.000000 >\n", .noDirection), ("1.000000 = e\n", .noDirection), ("1.000000 > \u{7}\n", .badCharacter),
        ("1.000000 > µ\n", .badCharacter), ("1.000000 > \\\n", .badEscape), ("1.000000 > \\q\n", .badEscape),
        ("1.000000 > \\xF\n", .badEscape), ("1.000000 > \\xfg\n", .badEscape), ("1.000000 > e", .cutShort),
    ])
    func `a damaged line is named`(text: String, damage: UnreadableTranscript.Damage) {
        #expect(throws: UnreadableTranscript.damaged(path: "wire.txt", line: 2, damage)) {
            try pieces("0.000000 > e\\n\n" + text)
        }
    }

    @Test func `a line without end is refused, not kept`() {
        let long = String(repeating: "a", count: TranscriptReader.longestLine)
        #expect(throws: UnreadableTranscript.damaged(path: "wire.txt", line: 1, .tooLong)) {
            try pieces("0.000000 > \(long)\n")
        }
    }

    @Test func `what is no file is refused`() {
        #expect(throws: UnreadableTranscript.notAFile(path: "/tmp")) { try TranscriptReader.pieces(at: "/tmp") }
        #expect(throws: UnreadableTranscript.self) { try TranscriptReader.pieces(at: "/dev/zero") }
        #expect(throws: UnreadableTranscript.self) { try TranscriptReader.pieces(at: "/nowhere/wire.txt") }
    }

    @Test func `damage at random never crashes the reader`() throws {
        var random = SeededRandom(seed: 7)
        let whole = Array("0.012345 > e\\n\n1.000000 < OK\\r\\n\\xFF\n".utf8)
        for _ in 0..<5000 {
            var text = whole
            for _ in 0..<3 {
                text[Int.random(in: text.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            // Either it reads or it says why not.
            _ = try? TranscriptReader.pieces(of: text, path: "wire.txt")
        }
    }
}
