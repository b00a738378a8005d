import Foundation
import LabTransport
import LabValues
import Testing

struct TCPLinkTests {
    private let clock = SystemClock()

    private func connect(_ place: String, within limit: Duration = .seconds(5)) async throws -> any ByteLink {
        try await TCPLink.open(LinkAddress(scheme: "tcp", place: place), clock: clock, within: limit)
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `bytes go both ways, at once`(host: String) async throws {
        let server = try Listener()
        let link = try await connect("\(host):\(server.port)")
        let peer = try server.accept()
        defer { close(peer) }
        try await link.send(Array("i\n".utf8))
        var bytes = [UInt8](repeating: 0, count: 16)
        #expect(read(peer, &bytes, bytes.count) == 2)
        #expect(write(peer, "iSIM\n", 5) == 5)
        let arrival = try await link.receive(until: clock.now + .seconds(5))
        #expect(arrival?.bytes == Array("iSIM\n".utf8))
        link.close()
        await #expect(throws: LinkError.closed(address: "tcp:\(host):\(server.port)")) {
            try await link.receive(until: nil)
        }
    }

    @Test func `a peer that hangs up is a wire that is gone, and writing to it raises no signal`() async throws {
        let server = try Listener()
        let link = try await connect("127.0.0.1:\(server.port)")
        close(try server.accept())
        await #expect(throws: LinkError.unplugged(address: "\(link.address)")) { try await link.receive(until: nil) }
        await #expect(throws: LinkError.self) { try await link.send([10]) }
    }

    @Test func `nobody listening is one sentence`() async throws {
        let port = try Listener().port  // closed again at once
        let error = await #expect(throws: LinkError.self) { try await connect("127.0.0.1:\(port)") }
        #expect(error == .refused(address: "tcp:127.0.0.1:\(port)"))
        #expect(error?.description == "Nobody listens at tcp:127.0.0.1:\(port).")
        #expect(error?.code == "not_reachable")
    }

    @Test func `an unknown host is one sentence`() async throws {
        let error = await #expect(throws: LinkError.self) {
            try await connect("no-such-host.invalid:7000", within: .seconds(30))
        }
        #expect(error?.description == "tcp:no-such-host.invalid:7000: there is no host called “no-such-host.invalid”.")
    }

    @Test func `a server that takes no more callers runs into the deadline`() async throws {
        let server = try Listener(backlog: 0)
        let limit = Duration.milliseconds(200)
        var links: [any ByteLink] = []
        defer { for link in links { link.close() } }
        var failure: LinkError?
        for _ in 0..<8 where failure == nil {
            do throws(LinkError) {
                links.append(
                    try await TCPLink.open(
                        LinkAddress(scheme: "tcp", place: "127.0.0.1:\(server.port)"), clock: clock, within: limit))
            } catch {
                failure = error
            }
        }
        #expect(failure == .noAnswer(address: "tcp:127.0.0.1:\(server.port)", waited: limit))
        #expect(
            failure?.description.hasSuffix("did not answer within 200 ms.") == true, "\(String(describing: failure))")
    }

    @Test func `who no longer wants the connection does not wait for it`() async throws {
        let server = try Listener(backlog: 0)
        let task = Task {
            var links: [any ByteLink] = []
            defer { for link in links { link.close() } }
            for _ in 0..<8 { links.append(try await connect("127.0.0.1:\(server.port)", within: .seconds(60))) }
        }
        task.cancel()
        await #expect(throws: LinkError.cancelled) { try await task.value }
    }
}

/// A listening socket on a free port of this machine.
private final class Listener {
    let port: UInt16
    private let descriptor: Int32

    init(backlog: Int32 = 8) throws {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = listening
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listening, address, size) == 0 && listen(listening, backlog) == 0
                    && getsockname(listening, address, &size) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        try #require(isListening)
    }

    deinit { close(descriptor) }

    func accept() throws -> Int32 {
        let peer = Foundation.accept(descriptor, nil, nil)
        try #require(peer >= 0)
        return peer
    }
}
