import Glibc
import LabTesting
import LabValues
import Synchronization
import Testing

@testable import LabPublishing

/// A disk with so much room, which can be given more.
final class SmallDisk: Sendable {
    private struct State {
        var room: Int
        var cannotTruncate = false
        var syncError: Int32?
        var writes = 0
    }
    private let state: Mutex<State>

    init(room: Int) { state = Mutex(State(room: room)) }

    var writes: Int { state.withLock { $0.writes } }
    func add(_ room: Int) { state.withLock { $0.room += room } }
    func breakTruncate(_ isBroken: Bool) { state.withLock { $0.cannotTruncate = isBroken } }
    func breakSync(_ error: Int32?) { state.withLock { $0.syncError = error } }

    var disk: Disk {
        Disk(
            write: { file, bytes in
                let room = self.state.withLock { state in
                    state.writes += 1
                    defer { state.room -= min(state.room, bytes.count) }
                    return min(state.room, bytes.count)
                }
                if room > 0 { return Glibc.write(file, bytes.baseAddress, room) }
                errno = ENOSPC
                return -1
            },
            truncate: { file, length in
                if self.state.withLock({ $0.cannotTruncate }) {
                    errno = EIO
                    return -1
                }
                return ftruncate(file, length)
            },
            synchronise: { file in
                if let error = self.state.withLock({ $0.syncError }) {
                    errno = error
                    return -1
                }
                return fsync(file)
            })
    }
}

@Suite(.timeLimit(.minutes(1))) struct DiskFailureTests {
    let directory: TemporaryDirectory
    private let messages: [LabMessage] = [
        event(.experimentStarted, JSONObject([("program", "p")])),
        stepStarted(2, "CV 100 mV/s", [("script", "e\n\n")]),
        points([(0, 0, 1e-6), (1, 1, 2e-6)]), points([(2, 2, 3e-6)]), points([(0, 0, 0)], step: 3),
        event(.experimentFinished, JSONObject([("outcome", "completed")])),
    ]
    private let files = [
        "events.jsonl", "data.jsonl", "002-CV-100mVs.csv", "003-CV.csv", "scripts/002-CV-100mVs.txt", "run.json",
    ]

    init() throws { directory = try TemporaryDirectory() }

    private func content(of id: String) throws -> [String] {
        try files.map { try directory.text(of: "\(id)/\($0)").replacing(id, with: "exp-1") }
    }

    @Test func `wherever the disk fills up, no torn line stays, and all is there once there is room`() async throws {
        let records = try records(messages)
        let calm = try FilePublisher(in: directory.path, for: try experiment("calm"))
        try await calm.publish(records)
        let expected = try content(of: "calm")
        let size = expected.reduce(0) { $0 + $1.utf8.count }
        for room in stride(from: 0, through: size, by: 7) {
            let small = SmallDisk(room: room)
            let publisher = try FilePublisher(in: directory.path, for: try experiment("full-\(room)"), on: small.disk)
            if room < size - 200 {
                let fault = await #expect(throws: StorageFault.self) { try await publisher.publish(records) }
                #expect(fault?.errorNumber == ENOSPC)
            }
            for name in ["events.jsonl", "data.jsonl"] {
                let text = try directory.text(of: "full-\(room)/\(name)")
                #expect(text.isEmpty || text.hasSuffix("\n"))
            }
            small.add(.max / 2)
            try await publisher.publish(records)
            #expect(try content(of: "full-\(room)") == expected)
        }
    }

    @Test func `a torn line that could not be cut off goes before the next line comes`() async throws {
        let small = SmallDisk(room: 40)
        let publisher = try FilePublisher(in: directory.path, for: try experiment(), on: small.disk)
        let records = try records([note("one"), note("two")])
        small.breakTruncate(true)
        await #expect(throws: StorageFault.self) { try await publisher.publish(records) }
        #expect(try directory.text(of: "exp-1/events.jsonl").utf8.count == 40)
        small.add(1 << 20)
        let fault = await #expect(throws: StorageFault.self) { try await publisher.publish(records) }
        #expect(fault?.errorNumber == EIO)
        small.breakTruncate(false)
        try await publisher.publish(records)
        #expect(try directory.lines(of: "exp-1/events.jsonl").map { Array($0.utf8) } == records.map(\.bytes))
    }

    @Test func `a batch is one write for each file`() async throws {
        let small = SmallDisk(room: .max)
        let publisher = try FilePublisher(in: directory.path, for: try experiment(), on: small.disk)
        try await publisher.publish(try records(Array(repeating: note(), count: 50)))
        #expect(small.writes == 1)
        try await publisher.publish(try records(Array(repeating: points([(0, 0, 0)]), count: 50), from: 51))
        #expect(small.writes == 3)
    }

    @Test func `a directory that was deleted takes nothing silently`() async throws {
        let publisher = try FilePublisher(in: directory.path, for: try experiment())
        try await publisher.publish(try records([note()]))
        unlink(directory.path + "/exp-1/events.jsonl")
        let fault = await #expect(throws: StorageFault.self) {
            try await publisher.publish(try records([note()], from: 2))
        }
        #expect(fault?.description == "\(directory.path)/exp-1/events.jsonl is no longer there.")
    }

    @Test func `what could not be brought to the disk is said`() async throws {
        let small = SmallDisk(room: .max)
        let publisher = try FilePublisher(in: directory.path, for: try experiment(), on: small.disk)
        try await publisher.publish(try records([note()]))
        small.breakSync(EIO)
        await #expect(throws: StorageFault(path: "\(directory.path)/exp-1/events.jsonl", errorNumber: EIO)) {
            try await publisher.flush(within: .seconds(1))
        }
        small.breakSync(nil)
        try await publisher.flush(within: .seconds(1))
    }

    @Test func `the system's full device answers as a full disk does`() {
        let file = open("/dev/full", O_WRONLY)
        defer { close(file) }
        let (written, errorNumber) = Disk.real.writeAll([1, 2, 3], to: file)
        #expect(written == 0 && errorNumber == ENOSPC)
        let fault = StorageFault(path: "runs/exp-1/data.jsonl", errorNumber: ENOSPC)
        #expect(fault.description == "The disk under runs/exp-1/data.jsonl is full.")
    }

    @Test func `a full disk stops nothing but itself, and the journal counts what waits`() async throws {
        let (clock, reports, small) = (ManualClock(), Reports(), SmallDisk(room: 300))
        let publisher = try FilePublisher(in: directory.path, for: try experiment(), on: small.disk)
        let sink = try SinkAddress("file:\(directory.path)")
        let journal = LiveJournal(
            experiment: try experiment(), writer: WriterID(random: 1), publishers: [(sink, publisher, true)],
            clock: clock, executor: nil, report: reports.note)
        try journal.append(Array(repeating: note("a"), count: 10))
        await reports.count(1)
        let path = "\(directory.path)/exp-1/events.jsonl"
        #expect(reports.all == [.storageFailed(sink, reason: "The disk under \(path) is full.")])
        #expect(journal.counts[0].counts.pending == 10)
        small.add(1 << 20)
        await clock.ring(in: .milliseconds(200))
        await journal.drain(within: .seconds(1))
        await journal.close()
        #expect(reports.all.last == .recovered(sink))
        let sequence = try directory.lines(of: "exp-1/events.jsonl").map { try NumberedMessage(line: $0.utf8).seq }
        #expect(sequence == Array(1...10))
    }
}
