import Foundation
import LabTransport
import LabValues
import Synchronization
import Testing

/// What whoever opened a descriptor hears from the link that serves it.
struct DescriptorLinkOwnerTests {
    private let clock = SystemClock()

    @Test func `a closed link is unlocked at once, and released once by its thread`() async throws {
        let (near, far) = try pair()
        defer { close(far) }
        let heard = Mutex<[String]>([])
        let released = AsyncStream.makeStream(of: Void.self)
        let link = DescriptorLink(
            address: LinkAddress(scheme: "tcp", place: "pair"), descriptor: near, clock: clock,
            unlock: { heard.withLock { $0.append("unlock") } },
            release: {
                heard.withLock { $0.append("release") }
                close(near)
                released.continuation.finish()
            })
        link.close()
        #expect(heard.withLock { $0.first } == "unlock")
        link.close()
        for await _ in released.stream {}
        #expect(heard.withLock { $0 } == ["unlock", "release"])
    }

    @Test func `a wire that breaks is released without anybody closing the link`() async throws {
        let (near, far) = try pair()
        let released = AsyncStream.makeStream(of: Void.self)
        let link = DescriptorLink(
            address: LinkAddress(scheme: "tcp", place: "pair"), descriptor: near, clock: clock, isGone: { true },
            release: {
                close(near)
                released.continuation.finish()
            })
        close(far)
        for await _ in released.stream {}
        await #expect(throws: LinkError.unplugged(address: "tcp:pair")) { try await link.receive(until: nil) }
    }

    private func pair() throws -> (near: Int32, far: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }
}
