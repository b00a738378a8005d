#if Kafka
import Foundation
import LabValues
import Testing

/// An outbox of a hundred messages, before a broker that is away: each policy does what it says, and nothing else.
@Suite(
    .enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"),
    .timeLimit(.minutes(10)))
struct OutboxLimitTests {
    /// About 320 messages in 8 s.
    private static let longScan = ["--set", "cycles=2", "--set", "step=0.5mV"]
    /// Runs the scan while the broker is away.
    private func run(_ policy: String, on bench: Bench, before broker: KafkaBroker) async throws -> RunEnding {
        await broker.stop()
        return try await bench.run(
            "cyclic-voltammetry", Self.longScan + ["--publish", "kafka:\(broker.bootstrap)", "--drain", "1"],
            environment: ["LAB_OUTBOX_MAX_MESSAGES": "100", "LAB_OUTBOX_WHEN_FULL": policy])
    }

    /// The `seq`s that stand at the broker once the rest was delivered.
    private func arrived(_ bench: Bench, at broker: KafkaBroker) async throws -> [Int] {
        try await broker.restart()
        let drain = try await bench.outbox("drain")
        #expect(drain.exitCode == 0, "\(drain.output)\(drain.errors)")
        var seqs: [Int] = []
        for topic in BrokerCopy.topics where try await broker.topics()[topic] != nil {
            for message in try await broker.readAll(topic: topic) {
                seqs.append(try #require(message.header("message-id")?.split(separator: "/").last.flatMap { Int($0) }))
            }
        }
        return seqs.sorted()
    }

    /// What the outbox says was dropped on the way to a sink.
    private func dropped(_ bench: Bench, _ sink: String, policy: String) async throws -> [Int] {
        let gaps = try #require(try await bench.outboxStatus()?["publishers"]?[sink]?["gaps"]?.elements)
        return try gaps.flatMap { gap -> [Int] in
            #expect(gap["policy"]?.text == policy)
            let first = try #require(gap["first_seq"]?.int), last = try #require(gap["last_seq"]?.int)
            #expect(gap["count"]?.int == last - first + 1, "\(gap)")
            return Array(first...last)
        }.sorted()
    }

    /// The events about drops of one sink must fit what was dropped; how many of these they tell.
    private func told(_ files: RunFiles, _ sink: String, policy: String, of gone: [Int]) throws -> Int {
        var count = 0
        for drop in files.event(.messagesDropped) where drop["publisher"]?.text == sink {
            #expect(drop["policy"]?.text == policy)
            let first = try #require(drop["first_seq"]?.int), last = try #require(drop["last_seq"]?.int)
            let number = try #require(drop["count"]?.int)
            #expect(gone.contains(first) && gone.contains(last))
            #expect(gone.count { (first...last).contains($0) } == number, "\(drop)")
            count += number
        }
        return count
    }

    private func checkWarning(_ files: RunFiles) {
        let codes = files.event(.warning).compactMap { $0["code"]?.text }
        #expect(codes.filter { $0 == "outbox_nearly_full" }.count == 1, "\(codes)")
    }

    @Test func `stopSafely stops the run with the cell off, and drops nothing`() async throws {
        let bench = try await Bench(speed: "4")
        let broker = try await KafkaBroker.start()
        let ending = try await run("stopSafely", on: bench, before: broker)
        #expect(ending.exitCode == 3, "\(ending.errors)")
        #expect(ending.reason == "outbox_full")
        #expect(ending.cell == "confirmed")
        #expect(ending.message.contains("100 messages"), "\(ending.message)")
        try ending.checkCounts()
        let files = try bench.files()
        checkWarning(files)
        // Points that came between the last place and the stop are counted; they never had a `seq`.
        #expect(files.event(.messagesDropped).allSatisfy { $0["publisher"] == nil })
        #expect(files.eventNames.last == "experiment_finished")
        let emitted = try #require(ending.count("emitted", of: "file:runs"))
        #expect(emitted >= 100)
        #expect(files.seqs == Array(1...emitted))
        #expect(ending.count("pending", of: "kafka:\(broker.bootstrap)") == emitted)
        #expect(try await arrived(bench, at: broker) == Array(1...emitted))
        await broker.stop()
    }

    @Test(arguments: ["dropOldest", "dropNewest"])
    func `a policy that drops lets the run complete, and names every message that is given up`(
        policy: String
    ) async throws {
        let bench = try await Bench(speed: "4")
        let broker = try await KafkaBroker.start()
        let ending = try await run(policy, on: bench, before: broker)
        #expect(ending.exitCode == 0, "\(ending.errors)")
        try ending.checkCounts()
        let sink = "kafka:\(broker.bootstrap)"
        let files = try bench.files()
        checkWarning(files)
        let emitted = try #require(ending.count("emitted", of: sink))
        #expect(emitted > 150)
        let gone = try await dropped(bench, sink, policy: policy)
        #expect(gone.count > 50)
        #expect(ending.count("dropped", of: sink) == gone.count)
        let told = try told(files, sink, policy: policy, of: gone)
        let there = try await arrived(bench, at: broker)
        #expect((there + gone).sorted() == Array(1...emitted), "none is missing, and none both given up and sent")
        let points = Set(files.data.map(\.seq))
        if policy == "dropOldest" {
            #expect(files.seqs == Array(1...emitted), "the files get everything")
            #expect(gone.count - told <= 20, "only the last events make room that no event can tell of")
            #expect((gone.last ?? 0) < (there.filter { $0 > gone[0] }.first ?? 0), "the oldest went")
        } else {
            #expect(told == gone.count)
            #expect(there.starts(with: 1...90), "the first stay")
            #expect(points.isDisjoint(with: gone), "a point that is not kept reaches nobody")
            #expect(there.contains(emitted), "events have a reserve of their own")
        }
        await broker.stop()
    }
}
#endif
