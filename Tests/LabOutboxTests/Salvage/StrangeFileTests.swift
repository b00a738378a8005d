import FoundationEssentials
import GRDB
import Glibc
import LabPublishing
import Testing

@testable import LabOutbox

@Suite(.timeLimit(.minutes(1))) struct StrangeFileTests {
    let station: Station

    init() throws { station = try Station() }

    private func isDamaged(_ error: any Error) -> Bool {
        if case .damaged = error as? OutboxFault { true } else { false }
    }

    private func set(aside bytes: Data) throws {
        try bytes.write(to: URL(filePath: station.database))
        #expect { _ = try station.reopen() } throws: { isDamaged($0) }
        let shelves = try FileManager.default.contentsOfDirectory(atPath: station.directory.path + "/damaged")
        let shelf = station.directory.path + "/damaged/" + (shelves.first ?? "")
        #expect(try Data(contentsOf: URL(filePath: shelf + "/exp-1.sqlite")) == bytes)
        var status = stat()
        #expect(lstat(shelf + "/exp-1.sqlite", &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(access(station.database, F_OK) != 0)
        #expect(throws: OutboxFault.known(station.experiment, lastSeq: 0)) { _ = try station.begin() }
        #expect(throws: OutboxFault.missing(station.experiment, path: station.database)) { _ = try station.reopen() }
    }

    @Test func `rubbish is moved aside whole, and its id stays known`() throws {
        try set(aside: Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
    }

    @Test func `an empty file is moved aside too`() throws { try set(aside: Data()) }

    @Test func `a database of another program is moved aside whole`() throws {
        let path = station.directory.path + "/other"
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE cats (name TEXT); INSERT INTO cats VALUES ('Tom')") }
        try queue.close()
        try set(aside: try Data(contentsOf: URL(filePath: path)))
    }

    @Test func `a link or a directory in its place is refused, and left alone`() throws {
        symlink("/etc/hostname", station.database)
        #expect(throws: OutboxFault.notOurFile(path: station.database)) { _ = try station.reopen() }
        #expect(unlink(station.database) == 0 && mkdir(station.database, 0o700) == 0)
        #expect(throws: OutboxFault.notOurFile(path: station.database)) { _ = try station.reopen() }
        #expect(access(station.database, F_OK) == 0 && access(station.directory.path + "/damaged", F_OK) != 0)
    }

    @Test func `a file of a later version is refused, and not a byte of it is changed`() throws {
        let outbox = try station.begin()
        try outbox.use()
        try outbox.file.queue.write { try $0.execute(sql: "PRAGMA user_version = 2") }
        try outbox.close()
        let before = try Data(contentsOf: URL(filePath: station.database))
        #expect(throws: OutboxFault.newerFormat(path: station.database, version: 2)) { _ = try station.reopen() }
        #expect(try Data(contentsOf: URL(filePath: station.database)) == before)
    }

    @Test func `damage is told by status, which changes nothing, and mended by the next start`() async throws {
        let specimen = try Specimen()
        try specimen.lay(in: station) { files in files["-wal"]?[50_000] ^= 4 }
        let status = try station.outboxes.status(of: station.experiment)
        #expect(!status.damage.isEmpty && access(station.directory.path + "/damaged", F_OK) != 0)
        let outbox = try station.reopen()
        let salvage = try #require(outbox.salvage)
        #expect(salvage.report.count >= 3)
        let shelf = salvage.directory
        #expect(try Array(Data(contentsOf: URL(filePath: shelf + "/exp-1.sqlite"))) == specimen.files[""])
        var log = try #require(specimen.files["-wal"])
        log[50_000] ^= 4
        #expect(try Array(Data(contentsOf: URL(filePath: shelf + "/exp-1.sqlite-wal"))) == log)
        #expect(outbox.sinks == Specimen.sinks && outbox.lastSeq == Specimen.last)
        #expect(outbox.notebook(for: Specimen.sinks[0].address).note("topic") == "partition 3")
        try outbox.close()
    }

    @Test func `a mending that was cut short is finished by the next start`() throws {
        let specimen = try Specimen()
        try specimen.lay(in: station) { files in files["-wal"]?[50_000] ^= 4 }
        try station.reopen().close()
        // As if the process had ended before the new file got its name.
        #expect(rename(station.database, station.database + ".mended") == 0)
        #expect(try station.outboxes.experiments() == [station.experiment])
        #expect(throws: OutboxFault.self) { _ = try station.begin() }
        let outbox = try station.reopen()
        #expect(outbox.lastSeq == Specimen.last && outbox.salvage == nil)
        try outbox.close()
    }
}
