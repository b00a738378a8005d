import Glibc
import LabTransport
import LabValues
import Testing

/// The two kinds of wire a test can have.
enum WireKind: CaseIterable {
    case pty
    case socket

    func make() throws -> (far: FarSide, link: any ByteLink) {
        switch self {
        case .pty: return try makePtyLink()
        case .socket:
            let (far, link) = try makeSocketLink()
            return (far, link)
        }
    }
}

@Suite(.timeLimit(.minutes(1)))
struct DescriptorLinkTests {
    @Test(arguments: WireKind.allCases)
    func `every byte value goes both ways unchanged`(wire: WireKind) async throws {
        let (far, link) = try wire.make()
        defer { link.close() }
        let all = Array(UInt8.min...UInt8.max)
        try await link.send(all)
        var arrived: [UInt8] = []
        try await eventually("the far side gets 256 bytes") {
            arrived += far.read() ?? []
            return arrived.count >= all.count
        }
        #expect(arrived == all)
        far.send(all)
        arrived = []
        while arrived.count < all.count, let more = try await link.next() { arrived += more }
        #expect(arrived == all)
    }

    @Test(arguments: WireKind.allCases)
    func `a message far larger than the kernel's buffer arrives whole and in order`(wire: WireKind) async throws {
        let (far, link) = try wire.make()
        defer { link.close() }
        var random = SeededRandom(seed: 3)
        let message = (0..<500_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        try await link.send(message)
        var arrived: [UInt8] = []
        try await eventually("the far side gets it all") {
            while let more = far.read(), !more.isEmpty { arrived += more }
            return arrived.count >= message.count
        }
        #expect(arrived == message)
    }

    @Test(arguments: WireKind.allCases)
    func `a far side that never reads stalls the link, without blocking or losing order`(wire: WireKind) async throws {
        let (far, link) = try wire.make()
        defer { link.close() }
        var sent = 0
        let begin = realClock.now
        let error = await #expect(throws: LinkError.self) {
            while sent < 10_000_000 {
                try await link.send([UInt8](repeating: UInt8(sent / 1000 % 256), count: 1000))
                sent += 1000
            }
        }
        #expect(error == .stalled(address: "\(link.address)"))
        #expect(realClock.now - begin < .seconds(5))
        #expect(sent < 1_000_000)
        var arrived: [UInt8] = []
        try await eventually("the far side gets what was accepted") {
            while let more = far.read(), !more.isEmpty { arrived += more }
            return arrived.count >= sent
        }
        #expect(arrived.count == sent)
        #expect(arrived.enumerated().allSatisfy { $1 == UInt8($0 / 1000 % 256) })
        try await link.send([1])  // it has recovered
    }

    @Test(arguments: WireKind.allCases)
    func `when the far side goes, what had arrived comes first and unplugged after it`(wire: WireKind) async throws {
        let (far, link) = try wire.make()
        far.send(bytes("last words\n"))
        try await realClock.sleep(for: .milliseconds(50))  // a hang-up makes the kernel forget what nobody has read
        far.close()
        #expect(try await link.next() == bytes("last words\n"))
        #expect(await link.ending() == .unplugged(address: "\(link.address)"))
        await #expect(throws: LinkError.unplugged(address: "\(link.address)")) { try await link.send([1]) }
    }

    @Test func `all that had arrived is delivered although writing breaks meanwhile`() async throws {
        let (far, link) = try makeSocketLink()
        try await link.send([UInt8](repeating: 0, count: 1_000_000))  // more than fits: output is waiting
        let sent = far.send([UInt8](repeating: 7, count: 100_000))
        #expect(sent > 50_000, "more than the thread reads at a time")
        far.close()
        var arrived = 0
        let error = await #expect(throws: LinkError.self) {
            while let more = try await link.next() { arrived += more.count }
        }
        #expect(arrived == sent)
        #expect(error == .unplugged(address: "test:socket"))
    }

    @Test func `writing to a socket whose far side is gone is an error, not a signal`() async throws {
        let (far, link) = try makeSocketLink()
        far.close()
        let error = await #expect(throws: LinkError.self) {
            for _ in 0..<1_000_000 { try await link.send([1]) }
        }
        #expect(error == .unplugged(address: "test:socket"))
    }

    @Test func `a deadline passes while the wire is silent`() async throws {
        let (far, link) = try makePtyLink()
        defer { far.close() }
        let begin = realClock.now
        #expect(try await link.receive(until: begin + .milliseconds(30)) == nil)
        #expect(realClock.now - begin >= .milliseconds(30))
    }

    @Test func `an arrival is stamped when it came, not when it is asked for`() async throws {
        let (far, link) = try makePtyLink()
        let sent = realClock.now
        far.send([1])
        try await realClock.sleep(for: .milliseconds(300))
        let arrival = try #require(try await link.receive(until: nil))
        #expect(arrival.moment - sent < .milliseconds(250))
    }

    @Test func `an inbox nobody empties makes the far side wait, and loses nothing`() async throws {
        let (far, link) = try makeSocketLink()
        let piece = [UInt8](repeating: 7, count: 10_000)
        var sent = 0
        var quiet = realClock.now
        while realClock.now - quiet < .milliseconds(100) {
            let count = far.send(piece)
            if count > 0 { (sent, quiet) = (sent + count, realClock.now) }
        }
        #expect(sent > 1 << 19 && sent < 4 << 20, "\(sent)")
        var arrived = 0
        while arrived < sent, let more = try await link.next() { arrived += more.count }
        #expect(arrived == sent)
        far.send([9])
        #expect(try await link.next() == [9])
    }
}
