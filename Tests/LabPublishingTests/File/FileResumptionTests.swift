import FoundationEssentials
import Glibc
import LabValues
import Testing

@testable import LabPublishing

struct FileResumptionTests {
    let directory: TemporaryDirectory
    private let script = [
        event(.experimentStarted, JSONObject([("program", "p")])),
        stepStarted(0, "A", [("script", "one\n")]),
        points([(0, 0, 1), (1, 0, 1)], step: 0), points([(2, 0, 1)], step: 0), event(.stepCompleted),
        stepStarted(1, "B", [("script", "two\n")]), points([(0, 0, 1)], step: 1), points([(1, 0, 1)], step: 1),
        event(.experimentFinished, JSONObject([("outcome", "completed")])),
    ]

    init() throws { directory = try TemporaryDirectory() }

    private var place: String { directory.path + "/exp-1" }

    private func publisher(isResumed: Bool = true, on disk: Disk = .real) throws -> FilePublisher {
        try FilePublisher(in: directory.path, for: try experiment(), isResumed: isResumed, on: disk)
    }

    /// A whole run, as an earlier process left it.
    private func finish() async throws -> [String: [UInt8]] {
        let publisher = try publisher(isResumed: false)
        try await publisher.publish(try records(script))
        await publisher.close()
        return try files()
    }

    private func files() throws -> [String: [UInt8]] { try directory.files(in: "exp-1") }

    private func write(_ bytes: some Collection<UInt8>, to name: String) {
        let file = open("\(place)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(file) }
        #expect(Disk.real.writeAll(Array(bytes), to: file).errorNumber == nil)
    }

    private func append(_ bytes: some Collection<UInt8>, to name: String) throws {
        write(try #require(try files()[name]) + bytes, to: name)
    }

    @Test func `what is missing is mended though no record comes any more`() async throws {
        let whole = try await finish()
        for name in ["run.json", "scripts/000-A.txt", "scripts/001-B.txt", "001-B.csv"] {
            for count in [nil, 0, 1, (whole[name]?.count ?? 0) - 3] {
                if let count { write(whole[name]?.prefix(count) ?? [], to: name) } else { unlink("\(place)/\(name)") }
                await (try publisher()).close()
                let found = try files()
                #expect(found == whole, "\(name) after \(count ?? -1) bytes")
            }
        }
    }

    @Test func `all is mended as soon as the files are open, however many steps were under way`() async throws {
        let before = try publisher(isResumed: false)
        try await before.publish(try records((0..<12).map { stepStarted($0, "A", [("script", "x")]) }))
        try await before.publish(try records((0..<12).map { points([(0, 0, 0)], step: $0) }, from: 13))
        let whole = try files()
        for name in whole.keys where name.hasSuffix(".csv") { unlink("\(place)/\(name)") }
        _ = try publisher()
        #expect(try files() == whole)
    }

    @Test func `rows of a step that nobody announced are mended before anything later is written`() async throws {
        let before = try publisher(isResumed: false)
        try await before.publish(try records([note(), points([(0, 0, 0)], step: 7)]))
        unlink("\(place)/007-CV.csv")
        try await (try publisher()).publish(try records([note("later")], from: 3))
        #expect(try directory.lines(of: "exp-1/007-CV.csv").count == 2)
    }

    @Test func `a table with rows that no point stands behind is made anew`() async throws {
        let whole = try await finish()
        for rows in ["9.0,9.0,9.0,1,,\n", "9.0", "\u{0}\u{0}\u{0}\n"] {
            try append(rows.utf8, to: "001-B.csv")
            let publisher = try publisher()
            try await publisher.publish(try records([points([(2, 0, 1)], step: 1)], from: 10))
            await publisher.close()
            #expect(try directory.lines(of: "exp-1/001-B.csv").map { $0.prefix(3) } == ["t/s", "0.0", "1.0", "2.0"])
            for (name, bytes) in whole { write(bytes, to: name) }
        }
    }

    @Test(arguments: ["{", #"{"type":"experi"#, #"{"type":"experiment_event","#, "\u{0}\u{0}", "\u{0}\n", "\n"])
    func `a torn line at the end is cut off, and a file that was being replaced goes`(torn: String) async throws {
        let whole = try await finish()
        for name in ["events.jsonl", "data.jsonl"] { try append(torn.utf8, to: name) }
        write(torn.utf8, to: ".draft")
        #expect(try FilePublisher.highestSeq(in: directory.path, for: try experiment()) == 9)
        let publisher = try publisher()
        #expect(await publisher.heldSeq == 9)
        #expect(try files() == whole)
        try await publisher.publish(try records([note("more")], from: 10))
        #expect(try directory.lines(of: "exp-1/events.jsonl").count == 6)
    }

    @Test func `a line from another hand is refused by file and number, and nothing is changed`() async throws {
        _ = try await finish()
        let other = NumberedMessage(
            experiment: try experiment("exp-2"), seq: 10, writer: WriterID(random: 1), message: script[2])
        let later = Array(#"{"type":"experiment_later","experiment_id":"exp-1","seq":10}"#.utf8)
        let (note, reading) = (try records([note()], from: 10)[0].bytes, try records([points([])], from: 10)[0].bytes)
        let cases: [(String, [UInt8], ResumptionFault)] = [
            ("data.jsonl", Array("my notes".utf8), .foreignLine(path: "\(place)/data.jsonl", line: 5)),
            ("events.jsonl", Array("my notes\n".utf8), .foreignLine(path: "\(place)/events.jsonl", line: 6)),
            ("events.jsonl", later + [0x0A], .foreignLine(path: "\(place)/events.jsonl", line: 6)),
            ("events.jsonl", reading + [0x0A], .foreignLine(path: "\(place)/events.jsonl", line: 6)),
            ("data.jsonl", note + [0x0A], .foreignLine(path: "\(place)/data.jsonl", line: 5)),
            (
                "data.jsonl", other.encoded + [0x0A],
                .otherExperiment(path: "\(place)/data.jsonl", line: 5, experiment: "exp-2")
            ),
            (
                "events.jsonl", try records([event(.note)], from: 3)[0].bytes + [0x0A],
                .notRising(path: "\(place)/events.jsonl", line: 6)
            ),
        ]
        for (name, bytes, fault) in cases {
            let before = try #require(try files()[name])
            try append(bytes, to: name)
            let found = try files()
            #expect(throws: fault) { try publisher() }
            #expect(try files() == found)
            write(before, to: name)
        }
        _ = try publisher()
    }

    @Test func `a line from another hand amid the events is refused`() async throws {
        let whole = try await finish()
        let events = try #require(whole["events.jsonl"])
        write(Array("# look here\n".utf8) + events, to: "events.jsonl")
        let fault = #expect(throws: ResumptionFault.self) { try publisher() }
        #expect(fault == .foreignLine(path: "\(place)/events.jsonl", line: 1))
        #expect(fault?.description == "Line 1 of \(place)/events.jsonl is no message of this experiment.")
    }

    @Test func `only a plain file of a plain directory of ours is continued`() async throws {
        _ = try await finish()
        rename("\(place)/data.jsonl", "\(place)/elsewhere")
        for make in [
            { symlink("elsewhere", $0) }, { mkfifo($0, 0o600) }, { mkdir($0, 0o700) },
        ] as [(String) -> Int32] {
            try #require(make("\(place)/data.jsonl") == 0)
            #expect(throws: ResumptionFault.noFile(path: "\(place)/data.jsonl")) { try publisher() }
            remove("\(place)/data.jsonl")
        }
        rename("\(place)/elsewhere", "\(place)/data.jsonl")
        rename(place, directory.path + "/real")
        symlink("real", place)
        #expect(throws: SinkFault.experimentIsLink(path: place)) { try publisher() }
        #expect(throws: SinkFault.experimentIsLink(path: place)) {
            try FilePublisher.highestSeq(in: directory.path, for: try experiment())
        }
    }

    @Test(.enabled(if: geteuid() == 0)) func `a directory of another user is not continued`() async throws {
        _ = try await finish()
        try #require(chown(place, 1, 1) == 0)
        #expect(throws: ResumptionFault.notOurs(path: place)) { try publisher() }
    }

    @Test func `a directory that is gone is made anew, and holds what comes from now on`() async throws {
        let publisher = try publisher()
        #expect(await publisher.heldSeq == 0)
        #expect(try FilePublisher.highestSeq(in: directory.path, for: try experiment("exp-9")) == nil)
        try await publisher.publish(Array(try records(script)[6...]))
        await publisher.close()
        #expect(try directory.names(in: "exp-1") == ["001-CV.csv", "data.jsonl", "events.jsonl", "run.json"])
        #expect(try FilePublisher.highestSeq(in: directory.path, for: try experiment()) == 9)
    }

    @Test func `a directory that was found stays, a new one without a record goes`() async throws {
        for isFound in [false, true] {
            if isFound { try #require(mkdir(place, 0o700) == 0) }
            let publisher = try publisher()
            try await publisher.flush(within: .seconds(1))
            await publisher.close()
            #expect(try directory.names() == (isFound ? ["exp-1"] : []))
        }
        #expect(try directory.names(in: "exp-1") == ["data.jsonl", "events.jsonl"])
    }

    @Test func `on a full disk a run goes on as soon as there is room`() async throws {
        let whole = try await finish()
        unlink("\(place)/001-B.csv")
        unlink("\(place)/run.json")
        let small = SmallDisk(room: 30)
        let publisher = try publisher(on: small.disk)
        let more = try records([note("more")], from: 10)
        for _ in 0..<2 {
            let fault = await #expect(throws: StorageFault.self) { try await publisher.publish(more) }
            #expect(fault?.errorNumber == ENOSPC)
        }
        small.add(1 << 20)
        try await publisher.publish(more)
        var expected = whole
        expected["events.jsonl"]? += more[0].bytes + [0x0A]
        #expect(try files() == expected)
    }

    @Test func `after a power cut took the ends of files, what is sent again makes them whole`() async throws {
        let whole = try await finish()
        var dice = Dice(state: 9)
        let records = try records(script)
        for _ in 0..<150 {
            for (name, bytes) in whole where !name.hasSuffix("/") {
                write(bytes.prefix(.random(in: 0...bytes.count, using: &dice)), to: name)
            }
            let publisher = try publisher()
            let complete = await publisher.completeSeq
            try await publisher.publish(Array(records[complete...]))
            await publisher.close()
            try #require(try files() == whole)
        }
    }

    @Test func `a step goes on in its table, though its start lies far back`() async throws {
        let before = try publisher(isResumed: false)
        let messages = script + [stepStarted(2, "Long")] + (0..<300).map { points([(Double($0), 0, 0)], step: 2) }
        try await before.publish(try records(messages + [note("heartbeat")]))
        let after = try publisher()
        try await after.publish(try records([points([(300, 0, 0)], step: 2), event(.stepCompleted)], from: 312))
        #expect(try directory.lines(of: "exp-1/002-Long.csv").count == 302)
        #expect(try directory.names(in: "exp-1").count == 7)
    }
}
