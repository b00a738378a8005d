import FoundationEssentials
import Glibc
import LabTesting
import LabValues
import Testing

@testable import LabControl

@Suite(.timeLimit(.minutes(1))) struct AuditTests {
    let directory: TemporaryDirectory
    private let clock = ManualClock(start: wall)

    init() throws { directory = try TemporaryDirectory() }

    private var path: String { directory["audit.jsonl"] }

    private func opened(_ id: String = "exp-1", station: String? = "rig-2") throws -> AuditFile {
        try AuditFile(path, experiment: experiment(id), station: station, clock: clock)
    }

    /// An audit of some lines, closed; the heads after each.
    @discardableResult private func written(_ count: Int = 5) throws -> [String] {
        let audit = try opened()
        let heads = (0..<count).map { audit.record("command_received", ["command": "pause", "number": .integer($0)]) }
        #expect(audit.close())
        return heads
    }

    @Test func `what is written is intact, private, and known by its head`() throws {
        let heads = try written()
        let finding = try AuditVerifier.verify(path, against: heads, experiment: experiment())
        #expect(finding.isIntact && !finding.isTorn && finding.lines == 6 && finding.head == heads.last)
        #expect(finding.station == "rig-2" && finding.experiment == "exp-1")
        #expect(directory.mode(of: "audit.jsonl") == 0o600)
    }

    @Test func `a line has the documented form`() throws {
        try written(1)
        let lines = try directory.lines(of: "audit.jsonl")
        let origin = AuditChain.origin(experiment: "exp-1", station: "rig-2")
        let first = """
            {"n":1,"timestamp":"2026-01-15T10:30:00.000Z","kind":"audit_opened",\
            "facts":{"format":1,"station":"rig-2","experiment_id":"exp-1"},"previous":"\(origin)"
            """
        #expect(lines[0] == first + #","hash":"\#(AuditChain.hash(Array(first.utf8)))"}"#)
        #expect(lines[1].hasPrefix(#"{"n":2,"#) && lines[1].contains(AuditChain.hash(Array(first.utf8))))
    }

    @Test func `any byte changed anywhere is found`() throws {
        let heads = try written()
        let original = try directory.bytes(of: "audit.jsonl")
        for place in original.indices {
            var bytes = original
            bytes[place] ^= 1
            try directory.write(bytes, to: "audit.jsonl")
            let finding = try AuditVerifier.verify(path, against: heads, experiment: experiment())
            if finding.isIntact { Issue.record("a change of byte \(place) is not found") }
        }
    }

    @Test func `a line taken out, doubled, moved or put in is found, without any head`() throws {
        try written()
        let lines = try directory.lines(of: "audit.jsonl")
        let forged: [[String]] = [
            [lines[0], lines[1], lines[3], lines[4], lines[5]], [lines[0], lines[1], lines[1], lines[2]],
            [lines[0], lines[2], lines[1], lines[3]], [lines[1], lines[2]], lines + [lines[5]], [],
        ]
        for lines in forged {
            try directory.write(Array(lines.map { $0 + "\n" }.joined().utf8), to: "audit.jsonl")
            #expect(try !AuditVerifier.verify(path).isIntact)
        }
    }

    @Test func `a chain cut short or written anew is found by a head that left the machine`() throws {
        let heads = try written()
        let lines = try directory.lines(of: "audit.jsonl")
        try directory.write(Array(lines.prefix(4).map { $0 + "\n" }.joined().utf8), to: "audit.jsonl")
        #expect(try AuditVerifier.verify(path).isIntact, "nobody can see this without a head")
        #expect(try AuditVerifier.verify(path, against: heads).missingHeads == [heads[3], heads[4]])

        unlink(path)
        let forger = try opened()
        for _ in 0..<5 { forger.record("command_received", ["command": "ping"]) }
        forger.close()
        let finding = try AuditVerifier.verify(path, against: [heads[0]])
        #expect(finding.flaw == nil && finding.missingHeads == [heads[0]])
    }

    @Test func `it is held against the heads in the events`() throws {
        let heads = try written()
        let events = heads.map { head in
            #"{"type":"experiment_event","experiment_id":"exp-1","data":{"audit_head":"\#(head)"}}"#
        }
        try directory.write(Array(events.joined(separator: "\n").utf8), to: "events.jsonl")
        #expect(try AuditVerifier.verify(path, againstEventsIn: directory["events.jsonl"]).isIntact)
        let other = events.map { $0.replacing("exp-1", with: "exp-2") }
        try directory.write(Array(other.joined(separator: "\n").utf8), to: "events.jsonl")
        #expect(
            try AuditVerifier.verify(path, againstEventsIn: directory["events.jsonl"]).isOfAnotherExperiment)
    }

    @Test func `a torn last line is torn, not tampered, and the chain goes on behind it`() throws {
        let heads = try written()
        let bytes = try directory.bytes(of: "audit.jsonl")
        let lastLine = try #require(try directory.lines(of: "audit.jsonl").last).utf8.count + 1
        for cut in [1, 2, 40, lastLine - 1] {
            try directory.write(Array(bytes.dropLast(cut)), to: "audit.jsonl")
            let torn = try AuditVerifier.verify(path, against: Array(heads.dropLast()))
            #expect(torn.isIntact && torn.isTorn && torn.lines == 5)
            let audit = try opened()
            let head = audit.record("note", [:])
            #expect(audit.close())
            let whole = try AuditVerifier.verify(path, against: heads.dropLast() + [head])
            #expect(whole.isIntact && !whole.isTorn && whole.lines == 7)
            #expect(try directory.lines(of: "audit.jsonl")[5].contains(#""torn_bytes":\#(lastLine - cut)"#))
        }
    }

    @Test func `the same run's audit is continued, another's is refused`() throws {
        let heads = try written()
        #expect(try written().count == 5)
        let finding = try AuditVerifier.verify(path, against: heads)
        #expect(finding.isIntact && finding.lines == 12)
        for (id, station) in [("exp-2", "rig-2"), ("exp-1", "rig-3")] {
            #expect(throws: ControlFault.belongsElsewhere(path: path, experiment: "exp-1", station: "rig-2")) {
                try opened(id, station: station)
            }
        }
    }

    @Test func `a changed file is continued, says so, and stays found`() throws {
        try written()
        var bytes = try directory.bytes(of: "audit.jsonl")
        let place = try #require(bytes.firstRange(of: Array(#""number":2"#.utf8)))
        bytes[place.upperBound - 1] = UInt8(ascii: "7")
        try directory.write(bytes, to: "audit.jsonl")
        let audit = try opened()
        audit.close()
        #expect(try directory.lines(of: "audit.jsonl").last?.contains(#""flaw":"edited","flaw_line":4"#) == true)
        let finding = try AuditVerifier.verify(path)
        #expect(finding.flaw == .edited && finding.flawedLine == 4)
    }

    @Test func `two writers, links and pipes are refused`() throws {
        let audit = try opened()
        #expect(throws: ControlFault.inUse(path: path, pid: nil)) { try opened() }
        audit.close()
        unlink(path)
        symlink(directory["elsewhere"], path)
        #expect(throws: ControlFault.isLink(path: path)) { try opened() }
        unlink(path)
        mkfifo(path, 0o600)
        #expect(throws: ControlFault.notAFile(path: path)) { try opened() }
    }

    @Test func `nobody waits for a disk that takes nothing, and what was lost is counted`() throws {
        let stuck = Monitor(true)
        let audit = try AuditFile(path, experiment: experiment(), station: nil, clock: clock) { file, bytes, place in
            _ = stuck.wait { $0 ? nil : true }
            return PrivateFile.write(bytes, to: file, at: place)
        }
        let text = String(repeating: "x", count: 1000)
        for _ in 0..<5000 { audit.record("note", ["text": .string(text)]) }
        stuck.update { $0 = false }
        while try AuditVerifier.verify(path).lines < 10 { poll(nil, 0, 10) }
        let head = audit.record("note", [:])
        #expect(audit.close(within: .seconds(20)))
        let finding = try AuditVerifier.verify(path, against: [head])
        #expect(finding.isIntact && finding.lines < 2000)
        let lost = try directory.lines(of: "audit.jsonl").compactMap {
            try JSONReader.read($0.utf8)["facts"]?["lost_lines_before"]?.int
        }
        #expect(lost == [5001 + 1 - finding.lines])
    }

    @Test func `a full disk is told, asked again, and does not hold the end up`() throws {
        let takes = Monitor(false)
        let audit = try AuditFile(path, experiment: experiment(), station: nil, clock: clock) { file, bytes, place in
            errno = ENOSPC
            return takes.read { $0 } && PrivateFile.write(bytes, to: file, at: place)
        }
        while audit.fault == nil { poll(nil, 0, 10) }
        #expect(audit.fault == .cannotWrite(path: path, errorNumber: ENOSPC))
        takes.update { $0 = true }
        audit.record("note", [:])
        #expect(audit.close(within: .seconds(20)))
        #expect(try AuditVerifier.verify(path).lines == 2)

        let other = try AuditFile(
            directory["other"], experiment: experiment(), station: nil, clock: clock
        ) { _, _, _ in false }
        #expect(!other.close(within: .seconds(20)))
    }

    @Test func `a long file and a line without end take no memory`() throws {
        try written(3)
        var bytes = try directory.bytes(of: "audit.jsonl")
        bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 5 << 20)
        try directory.write(bytes, to: "audit.jsonl")
        let finding = try AuditVerifier.verify(path)
        #expect(finding.isIntact && finding.tornBytes == 5 << 20)
        try directory.write(bytes + [10], to: "audit.jsonl")
        #expect(try AuditVerifier.verify(path).flaw == .unreadable)
    }

    @Test func `inbox events become lines`() throws {
        let rig = InboxRig()
        rig.send(command("resume"))
        rig.send(command("stop", id: "2"))
        let audit = try opened()
        for event in rig.events { audit.record(event) }
        audit.close()
        let lines = try directory.lines(of: "audit.jsonl")
        #expect(lines.count == 3)
        #expect(lines[1].contains(#""kind":"command_refused","facts":{"id":"1","command":"resume","status":"refused""#))
        #expect(lines[2].contains(#""kind":"command_received","facts":{"id":"2","command":"stop","source":"kafka""#))
    }
}
