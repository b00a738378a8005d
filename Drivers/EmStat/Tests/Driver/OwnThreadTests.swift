import LabInstruments
import LabTesting
import Synchronization
import Testing

@testable import EmStatDriver

/// A task that waits goes on by way of the concurrency pool unless it prefers another executor; author code may keep
/// the pool busy for ever.
@Suite struct OwnThreadTests {
    /// Notes who talks and listens.
    private final class WatchedLink: ByteLink {
        private let link: ScriptedLink
        private let strangers = Mutex(0)
        var address: LinkAddress { link.address }
        /// Calls from tasks that need the pool.
        var strangerCount: Int { strangers.withLock { $0 } }

        init(_ link: ScriptedLink) { self.link = link }

        private func note() {
            let prefersThread = withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil }
            if !prefersThread { strangers.withLock { $0 += 1 } }
        }
        func send(_ bytes: [UInt8]) async throws(LinkError) {
            note()
            try await link.send(bytes)
        }
        func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
            note()
            return try await link.receive(until: deadline)
        }
        func close() { link.close() }
    }

    @Test func `whatever the driver says or hears needs no thread of the pool`() async throws {
        let script = ScriptedLink([
            .expect("\nt\n"), .reply("\ntespico1601#Oct  2 2019\nR*\n"),
            .expect("i\n"), .reply("iSIM0001\n"), .expect("v\n"), .reply("v01.03.00\n"),
            .expect("\nZ\n"), .reply("\nZ!0006\n"), .expect("e\ncell_off\n\n"), .reply("e\n\n"),
            .expect("i\n"), .reply("iSIM0001\n"),
            .expect(String(decoding: MethodScript.cellCheck.bytes, as: UTF8.self)), .reply("e\n!4001\n"),
        ])
        let link = WatchedLink(script)
        let driver = EmStatDriver(over: link, clock: script.clock)
        _ = try await driver.identify()
        #expect(try await driver.makeSafe(.orderly) == .acknowledged)
        #expect(link.strangerCount == 0)
    }
}
