import LabTesting
import LabTransport
import LabValues
import Testing

/// The wire that damages what passes, itself.
struct FaultInjectingLinkTests {
    /// What arrives of `0123456789`, piece by piece, and how the wire ends.
    private func pieces(_ faults: FaultInjectingLink.Fault...) async -> (pieces: [String], ending: LinkError?) {
        let base = ScriptedLink([.reply("0123"), .reply("456789")])
        let link = FaultInjectingLink(around: base, faults, clock: base.clock)
        var pieces: [String] = []
        do throws(LinkError) {
            while let arrival = try await link.receive(until: base.clock.now + .seconds(1)) {
                pieces.append(String(decoding: arrival.bytes, as: UTF8.self))
            }
            return (pieces, nil)
        } catch {
            return (pieces, error)
        }
    }

    private func stream(_ faults: FaultInjectingLink.Fault) async -> String { await pieces(faults).pieces.joined() }

    @Test func `a split wire delivers byte by byte`() async {
        #expect(await pieces(.split).pieces == "0123456789".map(String.init))
    }

    @Test func `bytes are inserted, lost and changed at their places`() async {
        #expect(await stream(.insert(Array("ab".utf8), before: 0)) == "ab0123456789")
        #expect(await stream(.insert(Array("ab".utf8), before: 5)) == "01234ab56789")
        #expect(await stream(.drop(at: 4)) == "012356789")
        #expect(await stream(.flip(mask: 1, at: 9)) == "0123456788")
    }

    @Test(arguments: [1, 4, 5, 10])
    func `a wire is cut after its byte, and takes nothing any more`(place: Int) async {
        let (pieces, ending) = await pieces(.cut(after: place))
        #expect(pieces.joined() == String("0123456789".prefix(place)))
        #expect(ending == .unplugged(address: "scripted:test"))
    }

    @Test func `a wire cut at once delivers and takes nothing`() async {
        let base = ScriptedLink([.reply("0")])
        let link = FaultInjectingLink(around: base, [.cut(after: 0)], clock: base.clock)
        await #expect(throws: LinkError.unplugged(address: "scripted:test")) { try await link.send([1]) }
        await #expect(throws: LinkError.unplugged(address: "scripted:test")) { try await link.receive(until: nil) }
        #expect(base.sent == "")
    }

    @Test func `late bytes keep a deadline waiting no longer than it says`() async throws {
        let clock = ManualClock(jumpingOver: .seconds(60))
        let base = ScriptedLink([.reply("0123456789")], clock: clock)
        let link = FaultInjectingLink(around: base, [.delay(.seconds(5), at: 4)], clock: clock)
        #expect(try await link.receive(until: clock.now + .seconds(1))?.bytes.count == 4)
        #expect(try await link.receive(until: clock.now + .seconds(2)) == nil)
        #expect(clock.now.sinceOrigin == .seconds(2))
        #expect(try await link.receive(until: clock.now + .seconds(9))?.bytes.count == 6)
        #expect(clock.now.sinceOrigin == .seconds(5))
    }
}
