import Glibc
@testable import LabControl
import LabTesting
import LabValues
import Testing

struct ReplayTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    private func rig(at time: Timestamp = wall) throws -> InboxRig {
        InboxRig(journal: try SeenIDJournal(directory["seen.jsonl"], at: time, on: nil))
    }

    @Test(arguments: ["resume", "pause", "stop"])
    func `a signed command acts once, also across a restart of the run`(name: String) throws {
        do {
            let first = try rig()
            #expect(first.refusal(of: signed(name)) == nil)
            first.send(signed(name))
            #expect(first.takeAll() == [name])
        }
        let second = try rig()
        #expect(second.refusal(of: signed(name)) == "replayed")
        #expect(second.takeAll().isEmpty)
        #expect(directory.mode(of: "seen.jsonl") == 0o600)
    }

    @Test func `a stop is not forgotten when it expires, other commands are, as they are refused then anyhow`() throws {
        do {
            let first = try rig()
            for name in ["stop", "resume"] { first.send(signed(name, id: name, nonce: name)) }
        }
        let later = try SeenIDJournal(directory["seen.jsonl"], at: wall + .seconds(86_400), on: nil)
        #expect(try directory.lines(of: "seen.jsonl").count == 1)
        let rig = InboxRig(journal: later)
        rig.clock.advance(by: .seconds(86_400))
        #expect(rig.refusal(of: signed("stop", id: "stop", nonce: "stop")) == "replayed")
        #expect(rig.refusal(of: signed("resume", id: "resume", nonce: "resume")) == "expired")
    }

    @Test func `a nonce serves one command; a stop is not refused for one`() throws {
        let rig = try rig()
        #expect(rig.refusal(of: signed("resume", id: "1", nonce: "n")) == nil)
        #expect(rig.refusal(of: signed("resume", id: "2", nonce: "n")) == "nonce_reused")
        #expect(rig.refusal(of: signed("stop", id: "3", nonce: "n")) == nil)
        #expect(rig.takeAll() == ["stop", "resume"])
    }

    @Test func `a stop is a replay only where a stop had both its id and its nonce`() throws {
        let rig = try rig()
        for name in ["pause", "stop"] { rig.send(signed(name, id: name, nonce: name)) }
        #expect(rig.refusal(of: signed("stop", id: "pause", nonce: "new")) == nil)
        #expect(rig.refusal(of: signed("stop", id: "pause", nonce: "pause")) == nil)
        let second = try self.rig()
        #expect(second.refusal(of: signed("stop", id: "stop", nonce: "stop")) == "replayed")
        #expect(second.refusal(of: signed("pause", id: "pause", nonce: "pause")) == "replayed")
        #expect(second.refusal(of: signed("ping", id: "stop", nonce: "third")) == "replayed")
        #expect(second.refusal(of: signed("stop", id: "stop", nonce: "another")) == nil)
    }

    @Test func `an id that none can use any more is free again`() throws {
        do { try rig().send(signed("ping", id: "1", nonce: "1")) }
        let rig = try rig()
        rig.clock.advance(by: .seconds(659))
        #expect(rig.refusal(of: signed("ping", id: "1", nonce: "2", at: rig.clock.wallTime)) == "replayed")
        rig.clock.advance(by: .seconds(2))
        #expect(rig.refusal(of: signed("ping", id: "1", nonce: "1", at: rig.clock.wallTime)) == nil)
    }

    @Test func `when replies are forgotten the ids are not`() throws {
        let rig = try rig()
        rig.send(signed("ping", id: "first", nonce: "first"))
        for number in 0..<2000 {
            rig.send(signed("ping", id: "p\(number)", nonce: "p\(number)"))
            while let received = rig.inbox.take() { rig.inbox.answer(received.ticket, .done) }
        }
        #expect(rig.refusal(of: signed("ping", id: "first", nonce: "first")) == "replayed")
    }

    @Test func `what cannot be written down is refused, but a stop acts`() throws {
        let journal = try SeenIDJournal(directory["seen.jsonl"], at: wall, on: nil) { _, _, _ in false }
        let rig = InboxRig(journal: journal)
        #expect(rig.refusal(of: signed("resume", id: "1", nonce: "1")) == "not_recorded")
        #expect(rig.refusal(of: signed("stop", id: "2", nonce: "2")) == nil)
        #expect(rig.refusal(of: command("pause", id: "3")) == nil)
        #expect(rig.takeAll() == ["stop", "pause"])
    }

    @Test func `a disk that stalls holds up no stop behind a signed command, and no listener`() throws {
        let released = Monitor(false)
        let journal = try SeenIDJournal(directory["seen.jsonl"], at: wall, on: ExecutorThread()) { _, _, _ in
            released.wait(for: .seconds(60)) { $0 ? true : nil } ?? false
        }
        let rig = InboxRig(journal: journal)
        rig.send(signed("resume", id: "1", nonce: "1"))
        for id in ["2", "3"] { rig.send(signed("stop", id: id, nonce: id)) }
        rig.send(command("pause", id: "4"))
        #expect(rig.takeAll() == ["stop", "stop", "pause"], "what waits for the disk waits alone")
        released.update { $0 = true }
        for _ in 0..<20_000 where rig.rings < 4 { usleep(1000) }
        #expect(rig.takeAll() == ["resume"])
    }

    @Test func `what cannot be written anew is still there`() throws {
        do { try rig().send(signed("resume")) }
        let before = try directory.bytes(of: "seen.jsonl")
        #expect(throws: ControlFault.self) {
            try SeenIDJournal(directory["seen.jsonl"], at: wall, on: nil) { _, _, _ in false }
        }
        #expect(try directory.bytes(of: "seen.jsonl") == before && !before.isEmpty)
        #expect(!directory.exists("seen.jsonl.new"))
    }

    @Test func `a torn last line and rubbish do not keep the rest from being remembered`() throws {
        do { try rig().send(signed("resume")) }
        let bytes = try directory.bytes(of: "seen.jsonl")
        try directory.write(Array("rubbish\n".utf8) + bytes + bytes.prefix(30), to: "seen.jsonl")
        #expect(try rig().refusal(of: signed("resume")) == "replayed")
    }

    @Test func `a link in its place is refused`() throws {
        symlink(directory["elsewhere"], directory["seen.jsonl"])
        #expect(throws: ControlFault.isLink(path: directory["seen.jsonl"])) {
            try SeenIDJournal(directory["seen.jsonl"], at: wall)
        }
        #expect(!directory.exists("elsewhere"))
    }
}
