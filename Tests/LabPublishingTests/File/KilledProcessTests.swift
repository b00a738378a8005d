import FoundationEssentials
import LabValues
import Testing

@testable import LabPublishing

/// Kills the process between any two calls to the disk and in the middle of writes, lets another one go on, and
/// compares the directory with that of an undisturbed run.
@Suite(.timeLimit(.minutes(10))) struct KilledProcessTests {
    let directory: TemporaryDirectory
    let records: [Record]
    let expected: [String: [UInt8]]

    init() async throws {
        directory = try TemporaryDirectory()
        records = try LabPublishingTests.records(Self.script)
        let calm = try FilePublisher(in: directory.path + "/calm", for: try experiment())
        try await calm.publish(records)
        await calm.close()
        expected = try directory.files(in: "calm/exp-1")
    }

    @Test(arguments: [1, 3, 8, 100])
    func `killed between any two calls to the disk, the files become those of an undisturbed run`(
        batch: Int
    ) async throws {
        var random = Dice(state: 1)
        var calls = 0
        while true {
            let end = try await live(
                on: MortalDisk(calls: calls).disk, isResumed: false, sizes: batch...batch, random: &random)
            try await goOn(after: end, random: &random, "killed after \(calls) calls")
            if end == records.count { break }
            calls += 1
        }
        #expect(calls > 20)
    }

    @Test func `killed in the middle of any write, the files become those of an undisturbed run`() async throws {
        var random = Dice(state: 2)
        let whole = MortalDisk()
        _ = try await live(on: whole.disk, isResumed: false, random: &random)
        try forget()
        var bytes = 0
        while bytes < whole.bytes {
            let end = try await live(on: MortalDisk(bytes: bytes).disk, isResumed: false, random: &random)
            try await goOn(after: end, random: &random, "killed after \(bytes) bytes")
            bytes += 1 + Int.random(in: 0...90, using: &random)
        }
    }

    @Test func `killed again and again while it goes on, the files still become those of an undisturbed run`()
        async throws
    {
        var random = Dice(state: 3)
        for round in 0..<60 {
            var confirmed = 0
            var lives = 0
            while lives < 40 {
                let mortal =
                    Bool.random(using: &random)
                    ? MortalDisk(calls: .random(in: 0...60, using: &random))
                    : MortalDisk(bytes: .random(in: 0...6000, using: &random))
                let end = try await live(
                    on: mortal.disk, after: .random(in: 0...confirmed, using: &random), random: &random)
                confirmed = max(confirmed, end)
                lives += 1
                if end == records.count { break }
            }
            try await goOn(after: confirmed, random: &random, "round \(round), \(lives) lives")
        }
    }

    /// Publishes what comes after `cursor` in calls of any size; returns the last record that was confirmed.
    private func live(
        on disk: Disk, after cursor: Int = 0, isResumed: Bool = true, sizes: ClosedRange<Int> = 1...9,
        random: inout Dice
    ) async throws -> Int {
        var cursor = cursor
        do {
            let publisher = try FilePublisher(
                in: directory.path + "/runs", for: try experiment(), isResumed: isResumed, on: disk)
            while cursor < records.count {
                let end = min(records.count, cursor + Int.random(in: sizes, using: &random))
                try await publisher.publish(Array(records[cursor..<end]))
                cursor = end
                if Int.random(in: 0..<6, using: &random) == 0 { try await publisher.flush(within: .seconds(1)) }
            }
        } catch is StorageFault {} catch SinkFault.notWritable {}
        return cursor
    }

    /// The life after the last death: it sends again from any place up to the cursor, also nothing.
    private func goOn(after confirmed: Int, random: inout Dice, _ what: Comment) async throws {
        let cursor = Bool.random(using: &random) ? confirmed : Int.random(in: 0...confirmed, using: &random)
        let publisher = try FilePublisher(
            in: directory.path + "/runs", for: try experiment(), isResumed: true, on: MortalDisk().disk)
        var place = cursor
        while place < records.count {
            let end = min(records.count, place + Int.random(in: 1...20, using: &random))
            try await publisher.publish(Array(records[place..<end]))
            place = end
        }
        #expect(await publisher.heldSeq == records.count)
        await publisher.close()
        let found = try directory.files(in: "runs/exp-1")
        for name in Set(found.keys).union(expected.keys) where found[name] != expected[name] {
            let text = found[name].map { String(decoding: $0, as: UTF8.self) }
            Issue.record("\(what), sent after \(cursor) of \(confirmed): \(name) is \(text ?? "not there")")
        }
        try forget()
    }

    private func forget() throws { try FileManager.default.removeItem(atPath: directory.path + "/runs") }

    /// Steps with scripts, attempts, phases, repeated rows, empty messages, interleaved and without a start.
    private static let script: [LabMessage] = {
        var messages = [event(.experimentStarted, JSONObject([("program", "p"), ("x", [1, -0.0, 1e-7, nil, "é\n"])]))]
        messages += [stepStarted(0, "Rest"), event(.stepCompleted, JSONObject([("step_index", 0)]))]
        messages += [stepStarted(1, "CV 100 mV/s", [("script", "e\n\n"), ("script_type", "mscr")])]
        messages += [points([(0, 0.25, nil)], step: 1, phase: .equilibration)]
        messages += (0..<6).map { points([(Double($0), 0.1, 1e-6), (Double($0) + 0.5, nil, -2e-6)], step: 1) }
        messages += [note("between"), points([(6, 0.1, nil)], step: 1, cycle: 2, status: .overload, range: 1e-4)]
        messages += [event(.stepInterrupted, JSONObject([("step_index", 1)]))]
        messages += [stepStarted(1, "CV 100 mV/s", [("attempt", 2), ("script", "e\n\n"), ("script_type", "mscr")])]
        messages += (0..<5).map { _ in points([(0, 0, 0), (0, 0, 0)], step: 1, attempt: 2) }
        messages += [note("the same again"), points([(0, 0, 0)], step: 1, attempt: 2)]
        messages += [points([], step: 1, attempt: 2), event(.stepCompleted, JSONObject([("step_index", 1)]))]
        messages += [stepStarted(2, "测量 A"), stepStarted(3, "B", [("script", "x")])]
        messages += (0..<4).flatMap { [points([(Double($0), 1, 1)], step: 2), points([(0, Double($0), 1)], step: 3)] }
        messages += [note("x"), points([(9, 9, 9)], step: 2), points([(0, 0, 0)], step: 3)]
        messages += (0..<3).map { points([(Double($0), 0, 0)], step: 4) }
        messages += [event(.experimentFinished, JSONObject([("outcome", "stopped")]))]
        messages += [event(.experimentResumed), stepStarted(5, "Hold", [("script", "é\n")])]
        messages += (0..<4).map { points([(Double($0), 0, 0)], step: 5) }
        messages += [points([(0, 0, 0)], step: 5, phase: .hold)]
        messages += [event(.stepCompleted), event(.experimentFinished, JSONObject([("outcome", "completed")]))]
        return messages
    }()
}

/// The same throws in every run of a test.
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {  // SplitMix64
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
