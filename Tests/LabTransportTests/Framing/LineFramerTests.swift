import LabTransport
import Testing

struct LineFramerTests {
    private static func frames(_ chunks: [[UInt8]], longest: Int, ignoring: Set<UInt8> = []) -> [LineFramer.Frame] {
        var framer = LineFramer(longest: longest, ignoring: ignoring)
        var frames: [LineFramer.Frame] = []
        for chunk in chunks {
            framer.append(chunk)
            while let frame = framer.next() { frames.append(frame) }
        }
        return frames
    }

    private static func text(_ text: String) -> LineFramer.Frame { .text(bytes(text)[...]) }

    private let stream = bytes(
        "one\r\n\n\r\na\rb\n\r\r\n12345678\r\n123456789\r\nfar too long\rfor this\nend\n12345678\rx")
    private let expected: [LineFramer.Frame] = [
        text("one"), .empty, .empty, text("a\rb"), text("\r"), text("12345678"), .tooLong, .tooLong, text("end"),
        .tooLong,
    ]

    @Test func `a stream gives the same frames wherever it is cut`() {
        #expect(Self.frames([stream], longest: 8) == expected)
        #expect(Self.frames(stream.map { [$0] }, longest: 8) == expected)
        for first in stream.indices {
            for second in first..<stream.endIndex {
                let chunks = [stream[..<first], stream[first..<second], stream[second...]].map(Array.init)
                #expect(Self.frames(chunks, longest: 8) == expected, "cut at \(first) and \(second)")
            }
        }
    }

    @Test func `chunks that are appended before the first line was asked for lose nothing`() {
        var framer = LineFramer()
        for chunk in ["a\nb", "c\n", "d\n"] { framer.append(bytes(chunk)) }
        let frames = (0..<4).map { _ in framer.next() }
        #expect(frames == [Self.text("a"), Self.text("bc"), Self.text("d"), nil])
    }

    @Test func `ignored bytes vanish wherever they stand, also inside a line's end`() {
        let noisy: [[UInt8]] = [[0x11] + bytes("a"), [0x13] + bytes("b\r"), [0x11], bytes("\n") + [0x13, 0x0A, 0x11]]
        #expect(Self.frames(noisy, longest: 8, ignoring: [0x11, 0x13]) == [Self.text("ab"), .empty])
    }

    @Test func `random bytes in random pieces agree with a plain splitting at line feeds`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<3000 {
            let alphabet: [UInt8] = Bool.random(using: &random) ? [10, 13, 65, 17] : Array(0...255)
            let count = Int.random(in: 0...60, using: &random)
            let stream = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            var chunks: [[UInt8]] = [[]]
            for byte in stream {
                chunks[chunks.count - 1].append(byte)
                if Int.random(in: 0..<4, using: &random) == 0 { chunks.append([]) }
            }
            let longest = Int.random(in: 0...6, using: &random)
            let frames = Self.frames(chunks, longest: longest, ignoring: [17])
            #expect(frames == Self.model(stream.filter { $0 != 17 }, longest: longest), "\(chunks) \(longest)")
        }
    }

    private static func model(_ stream: [UInt8], longest: Int) -> [LineFramer.Frame] {
        var lines = stream.split(separator: 10, omittingEmptySubsequences: false)
        let rest = lines.removeLast()
        let frames = lines.map { line -> LineFramer.Frame in
            let body = line.last == 13 ? line.dropLast() : line
            return body.count > longest ? .tooLong : body.isEmpty ? .empty : .text(Array(body)[...])
        }
        // A line without its end is too long as soon as that is certain.
        let isTooLong = rest.indices.contains { index in
            let body = rest[...index]
            return body.count - (body.last == 13 ? 1 : 0) > longest
        }
        return frames + (isTooLong ? [.tooLong] : [])
    }

    @Test func `a megabyte without a line feed is reported once and not kept`() {
        var framer = LineFramer(longest: 1000)
        let piece = [UInt8](repeating: 65, count: 1000)
        var frames: [LineFramer.Frame] = []
        var kept = 0
        for _ in 0..<1000 {
            framer.append(piece)
            while let frame = framer.next() { frames.append(frame) }
            let arrays = Mirror(reflecting: framer).children.compactMap { $0.value as? [UInt8] }
            kept = max(kept, arrays.map(\.capacity).reduce(0, +))
        }
        #expect(frames == [.tooLong])
        #expect(kept < 8000, "\(kept) bytes are kept")
        framer.append(bytes("rest\nnext\n"))
        #expect(framer.next() == Self.text("next"))
    }

    @Test func `a line that lies in one chunk is a slice of that chunk`() throws {
        let chunk = bytes("first line\nsecond line\r\n")
        var framer = LineFramer()
        framer.append(chunk)
        let home = chunk.withUnsafeBufferPointer { $0.baseAddress }
        for start in [0, 11] {
            guard case .text(let line) = framer.next() else { throw LinkError.cancelled }
            #expect(line.withUnsafeBufferPointer { $0.baseAddress } == home.map { $0 + start })
        }
    }

    @Test func `reset forgets a beginning and a line that is being skipped`() {
        var framer = LineFramer(longest: 4)
        framer.append(bytes("too long"))
        #expect(framer.next() == .tooLong)
        framer.reset()
        framer.append(bytes("ok\nre"))
        #expect(framer.next() == Self.text("ok"))
        #expect(framer.next() == nil)
        framer.reset()
        framer.append(bytes("new\n"))
        #expect(framer.next() == Self.text("new"))
    }
}
