import FoundationEssentials
import Glibc
import GRDB
import LabPublishing
import LabTesting
import LabValues
import Testing

@testable import LabOutbox

@Suite(.timeLimit(.minutes(1))) struct OutboxDirectoryTests {
    let clock = ManualClock()

    private func deliver(_ station: Station, _ count: Int = 3) async throws {
        let journal = try station.journal(station.begin(), [RehearsedPublisher()])
        for _ in 0..<count { try journal.append([note()]) }
        await journal.drain(within: .seconds(10))
        await journal.close()
    }

    @Test func `a second process is told who holds the outbox`() async throws {
        let station = try Station()
        let outbox = try station.begin()
        let fault = #expect(throws: OutboxFault.self) { _ = try station.reopen() }
        guard case .held(_, let holder) = fault else { return #expect(Bool(false), "\(String(describing: fault))") }
        #expect(holder.process == getpid() && !holder.host.isEmpty)
        #expect(station.outboxes.holder(of: station.experiment) == holder)
        #expect(try station.outboxes.status(of: station.experiment).holder == holder)
        try outbox.use()
        try outbox.close()
        #expect(station.outboxes.holder(of: station.experiment) == nil)
        try station.reopen().close()
    }

    @Test func `an id that was ever held is refused, also when its file is long gone`() async throws {
        let station = try Station(clock: clock)
        try await deliver(station)
        #expect(throws: OutboxFault.known(station.experiment, lastSeq: nil)) { _ = try station.begin() }
        #expect(try station.outboxes.removeSettled(retention: .seconds(3600)) == [])
        clock.advance(by: .seconds(3600))
        #expect(try station.outboxes.removeSettled(retention: .seconds(3600)) == [station.experiment])
        let names = try FileManager.default.contentsOfDirectory(atPath: station.directory.path)
        #expect(names == ["held.jsonl"])
        #expect(throws: OutboxFault.known(station.experiment, lastSeq: 3)) { _ = try station.begin() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: station.directory.path) == ["held.jsonl"])
    }

    @Test func `a register with a torn last line still knows every id before and after it`() throws {
        let station = try Station(clock: clock)
        let register = station.outboxes.register
        try register.append(ExperimentID("a"), lastSeq: 5, at: morning)
        let torn = try Data(contentsOf: URL(filePath: register.path)) + Data(#"{"experiment_id":"b","la"#.utf8)
        try torn.write(to: URL(filePath: register.path))
        try register.append(ExperimentID("c"), lastSeq: 7, at: morning)
        #expect(try register.lastSeq(of: ExperimentID("a")) == 5)
        #expect(try register.lastSeq(of: ExperimentID("b")) == nil)
        #expect(try register.lastSeq(of: ExperimentID("c")) == 7)
    }

    @Test func `what somebody still waits for is not removed`() async throws {
        let station = try Station(clock: clock)
        let journal = try station.journal(station.begin(), [RehearsedPublisher([.refuse([2])])])
        try journal.append([note(), note(), note()])
        await journal.drain(within: .seconds(10))
        await journal.close()
        clock.advance(by: .seconds(1_000_000))
        #expect(try station.outboxes.removeSettled(retention: .zero) == [])
        let thrown = try station.outboxes.discard(station.experiment)
        #expect(thrown.sinks[0].refused.map(\.seq) == [2])
        #expect(thrown.messages == 3)
        #expect(try station.outboxes.experiments() == [])
        #expect(throws: OutboxFault.known(station.experiment, lastSeq: 3)) { _ = try station.begin() }
    }

    @Test func `a process killed while it made an outbox leaves none, and the id is free`() throws {
        let station = try Station()
        let litter = ["exp-1.lock", "exp-1.reserve", "exp-1.sqlite.new", "exp-1.sqlite.new-wal"]
        let write = {
            for name in litter { try Data("half".utf8).write(to: URL(filePath: station.directory.path + "/" + name)) }
        }
        try write()
        #expect(try station.outboxes.experiments() == [])
        let outbox = try station.begin()
        #expect(try station.outboxes.status(of: station.experiment).lastSeq == 0)
        try outbox.close()

        try write()
        #expect(try station.outboxes.removeSettled(retention: .zero) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: station.directory.path) == [])
    }

    @Test func `only this user may read the files, and a commit is synchronised`() throws {
        let station = try Station()
        let outbox = try station.begin()
        let names = try FileManager.default.contentsOfDirectory(atPath: station.directory.path)
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: station.directory.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        #expect(try outbox.file.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        #expect(try outbox.file.queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        try outbox.close()
    }

    @Test func `at durability normal the disk decides when`() throws {
        var limits = OutboxLimits()
        limits.durability = .normal
        let outbox = try Station(limits: limits).begin()
        #expect(try outbox.file.queue.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 1)
        try outbox.close()
    }

    @Test func `a link in the place of a file is not followed`() throws {
        let station = try Station()
        let other = station.directory.path + "/elsewhere"
        symlink(other, station.database)
        #expect(throws: OutboxFault.self) { _ = try station.begin() }
        symlink(other, station.directory.path + "/exp-2.lock")
        #expect(throws: OutboxFault.self) {
            _ = try station.outboxes.begin(ExperimentID("exp-2"), writer: WriterID(random: 1), sinks: [])
        }
        #expect(access(other, F_OK) != 0)
    }

    @Test func `a file that is no outbox, or of a later format, is refused by name`() throws {
        let station = try Station()
        try Data("no database at all, but long enough to look like one".utf8).write(to: URL(filePath: station.database))
        #expect { _ = try station.reopen() } throws: { if case .damaged = $0 as? OutboxFault { true } else { false } }
        let other = try Station()
        let outbox = try other.begin()
        try outbox.use()
        try outbox.file.execute("PRAGMA user_version = 9")
        try outbox.close()
        #expect(throws: OutboxFault.newerFormat(path: other.database, version: 9)) { _ = try other.reopen() }
    }

    @Test func `a beginning that came to nothing leaves the id free`() throws {
        let station = try Station()
        try station.begin().close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: station.directory.path) == [])
        try station.begin().close()
    }

    @Test func `notes of a publisher are there in its next life`() throws {
        let station = try Station()
        let outbox = try station.begin()
        try outbox.notebook(for: station.kafka).keep("3", as: "partition")
        try outbox.use()
        try outbox.close()
        let next = try station.reopen()
        #expect(next.notebook(for: station.kafka).note("partition") == "3")
        #expect(next.notebook(for: station.file).note("partition") == nil)
        try next.close()
    }
}
