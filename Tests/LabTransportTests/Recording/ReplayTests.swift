import LabTransport
import LabValues
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ReplayTests {
    private let clock = TestClock()

    private func replay(
        _ pieces: [(at: Duration, Transcript.Direction, String)], speed: Double? = nil
    ) -> Replay {
        let pieces = pieces.enumerated().map { place, piece in
            TranscriptPiece(line: place + 1, time: piece.at, direction: piece.1, bytes: Array(piece.2.utf8))
        }
        return Replay(pieces, address: LinkAddress(scheme: "replay", place: "wire.txt"), speed: speed, clock: clock)
    }

    private func hear(_ link: any ByteLink, within span: Duration? = nil) async throws -> String? {
        try await link.receive(until: span.map { clock.now + $0 }).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test func `answers come when the question has been asked, whatever its pieces`() async throws {
        let link = replay([
            (.milliseconds(100), .sent, "t\n"), (.milliseconds(200), .sent, "i\n"),
            (.milliseconds(300), .received, "A\n"), (.milliseconds(400), .received, "B\n"),
        ]).open()
        try await link.send(Array("t".utf8))
        try await link.send(Array("\ni\n".utf8))
        #expect(try await hear(link) == "A\n")
        #expect(try await hear(link) == "B\n")
    }

    @Test func `a wait that was in vain then is in vain now, and costs no time`() async throws {
        let link = replay([(.milliseconds(50), .sent, "t\n"), (.milliseconds(60), .received, "A\n")]).open()
        #expect(try await hear(link, within: .milliseconds(50)) == nil)
        try await link.send(Array("t\n".utf8))
        #expect(try await hear(link, within: .milliseconds(50)) == "A\n")
    }

    @Test func `a listener waits for what another task sends`() async throws {
        let link = replay([(.milliseconds(10), .sent, "t\n"), (.milliseconds(20), .received, "A\n")]).open()
        async let heard = hear(link, within: .seconds(1))
        await clock.someoneWaits()
        try await link.send(Array("t\n".utf8))
        #expect(try await heard == "A\n")
    }

    @Test func `a waiting listener is cancelled`() async throws {
        let link = replay([]).open()
        let listener = Task { try await hear(link) }
        listener.cancel()
        await #expect(throws: LinkError.cancelled) { try await listener.value }
    }

    @Test func `other bytes are shown beside the recorded ones, with the line`() async throws {
        let link = replay([(.zero, .received, "A\n"), (.zero, .sent, "e 100m\n")]).open()
        let difference = LinkError.differs(
            address: "replay:wire.txt", line: 2, expected: #"e 100m\n"#, sent: #"e 150m\n"#)
        await #expect(throws: difference) { try await link.send(Array("e 150m\n".utf8)) }
        await #expect(throws: difference) { _ = try await hear(link) }
        await #expect(throws: difference) { try await link.send(Array("e 100m\n".utf8)) }
    }

    @Test func `nothing more may be sent than was`() async throws {
        let link = replay([(.zero, .sent, "t\n")]).open()
        await #expect(throws: LinkError.differs(address: "replay:wire.txt", line: 2, expected: "", sent: "i")) {
            try await link.send(Array("t\ni".utf8))
        }
    }

    @Test func `a port that is opened again goes on where it was`() async throws {
        let replay = replay([(.zero, .sent, "t\n"), (.zero, .received, "A"), (.zero, .received, "B")])
        let first = replay.open()
        try await first.send(Array("t\n".utf8))
        #expect(try await hear(first) == "A")
        first.close()
        await #expect(throws: LinkError.closed(address: "replay:wire.txt")) { _ = try await hear(first) }
        #expect(try await hear(replay.open()) == "B")
    }

    @Test func `at a speed, answers take their time`() async throws {
        let link = replay([(.zero, .sent, "t\n"), (.seconds(2), .received, "A\n")], speed: 2).open()
        try await link.send(Array("t\n".utf8))
        async let heard = hear(link, within: .seconds(10))
        await clock.someoneWaits()
        clock.advance(by: .seconds(1))
        #expect(try await heard == "A\n")
    }
}
