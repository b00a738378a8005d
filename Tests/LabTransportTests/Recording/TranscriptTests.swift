import Glibc
import LabTransport
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TranscriptTests {
    private let clock = TestClock()

    /// A path in a directory of its own.
    private func withPath(_ body: (String) async throws -> Void) async throws {
        var template = Array("/tmp/labrunner-XXXXXX".utf8CString)
        let directory = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            unlink(directory + "/wire.txt")
            rmdir(directory)
        }
        try await body(directory + "/wire.txt")
    }

    private func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        return String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
    }

    @Test func `every byte value is written in a form that can be read back`() throws {
        let all = Array(UInt8.min...UInt8.max) + bytes("\\n \\x41 \\\\")
        let escaped = Transcript.escaped(all)
        #expect(escaped.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
        #expect(unescaped(escaped) == all)
        #expect(Transcript.escaped(bytes("e\n\t\r\\ µ")) == #"e\n\t\r\\ \xC2\xB5"#)
    }

    private func unescaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch kind {
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "x"):
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: bytes.append(kind)
            }
        }
        return bytes
    }

    @Test func `what goes over a link stands in its transcript, with direction and time`() async throws {
        try await withPath { path in
            let inner = InboxLink(clock: clock)
            let transcript = try Transcript(path: path, clock: clock)
            let link = RecordingLink(inner, into: transcript, clock: clock)
            #expect(link.address == inner.address)
            clock.advance(by: .microseconds(12_345))
            try await link.send(bytes("e\n"))
            clock.advance(by: .seconds(1))
            inner.inbox.deliver(bytes("OK\r\n"))
            clock.advance(by: .seconds(1))
            #expect(try await link.receive(until: nil)?.bytes == bytes("OK\r\n"))
            #expect(try await link.receive(until: clock.now) == nil)
            link.close()
            await #expect(throws: LinkError.closed(address: "test:inbox")) { try await link.receive(until: nil) }
            #expect(transcript.flush())
            #expect(text(path) == #"0.012345 > e\n"# + "\n" + #"1.012345 < OK\r\n"# + "\n")
        }
    }

    @Test func `the file is the user's own and never replaces another`() async throws {
        try await withPath { path in
            umask(0)
            let transcript = try Transcript(path: path, clock: clock)
            transcript.note(.sent, [65], at: clock.now)
            #expect(transcript.flush())
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            let before = text(path)
            let error = #expect(throws: TranscriptError.self) { try Transcript(path: path, clock: clock) }
            #expect(error?.errno == EEXIST && error?.path == path)
            #expect(text(path) == before)
            #expect(throws: TranscriptError.self) { try Transcript(path: path + "/below", clock: clock) }
        }
    }

    @Test func `a transcript that nobody holds any more is still written to its end`() async throws {
        try await withPath { path in
            do {
                let transcript = try Transcript(path: path, clock: clock)
                for _ in 0..<10_000 { transcript.note(.received, bytes("0123456789"), at: clock.now) }
            }
            try await eventually("ten thousand lines") { text(path).utf8.count == 10_000 * 22 }
        }
    }

    @Test func `a full disk ends the recording and disturbs nothing`() async throws {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        try #require(full >= 0)
        let transcript = Transcript(descriptor: full, clock: clock)
        let inner = InboxLink(clock: clock)
        let link = RecordingLink(inner, into: transcript, clock: clock)
        for number in 0..<100 {
            try await link.send(bytes("e\n"))
            inner.inbox.deliver([UInt8(number)])
            #expect(try await link.receive(until: nil)?.bytes == [UInt8(number)])
        }
        #expect(!transcript.flush())
    }

    @Test func `a disk that hangs delays nobody and takes bounded memory`() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)  // nobody reads: writing blocks once it is full
        let piece = [UInt8](repeating: 65, count: 100_000)
        do {
            let transcript = Transcript(descriptor: ends[1], clock: clock)
            for _ in 0..<200 { transcript.note(.received, piece, at: clock.now) }
            #expect(!transcript.flush(within: .milliseconds(20)))
        }
        let far = FarSide(descriptor: ends[0])
        var kept = 0
        try await eventually("the thread ends") {
            while let more = far.read(), !more.isEmpty { kept += more.count }
            return far.isAlone
        }
        #expect(kept > 1 << 20 && kept < 20 << 20, "\(kept)")
    }
}
