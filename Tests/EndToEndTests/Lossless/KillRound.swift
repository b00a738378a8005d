#if Kafka
import Foundation
import LabValues
import Testing

/// One run that is killed, and what it leaves.
struct KillRound {
    /// A run that was left in peace.
    struct WholeRun {
        var time: Duration
        /// Points the emulator sent that belong to no measurement: those of the checks that the cell is off.
        var otherPoints: Int
    }

    /// What all rounds came to.
    struct Figures: CustomStringConvertible {
        var rounds = 0
        var messages = 0
        var duplicates = 0
        var mostDuplicates = 0
        var points = 0
        var guaranteed = 0

        var description: String {
            """
            \(rounds) kills: \(messages) messages, \(points) points (\(guaranteed) had to be there), \
            \(duplicates) duplicates, at most \(mostDuplicates) in one round
            """
        }

        mutating func add(_ other: Figures) {
            rounds += other.rounds
            messages += other.messages
            duplicates += other.duplicates
            mostDuplicates = max(mostDuplicates, other.mostDuplicates)
            points += other.points
            guaranteed += other.guaranteed
        }
    }

    /// Without a guard: what it would write is the matter of other tests. About 2000 messages in four seconds: one for each cycle of two points. Faster than any serial line, but not as
    /// fast as the emulator can: then what waits in the terminal's buffer would count as sent.
    private static let program = [
        "--no-guard", "--set", "begin=50mV", "--set", "vertex1=0V", "--set", "step=50mV", "--set", "rate=1V/s", "--set",
        "cycles=2000",
    ]
    private static let speed = "50"
    /// What a producer may have under way, and may send again after each restart.
    private static let window = 5000
    /// How long before the kill a point must have been sent to be there for certain: 50 ms and a commit, with a margin.
    /// The files lie in memory, so that this is not about how busy the disk is: what a kill leaves is the same.
    private static let grace = Duration.milliseconds(250)

    let id: String
    private let name: String
    private let whole: WholeRun
    private let moment: Duration
    /// When the delivery of the rest is killed as well.
    private let drainMoment: Duration?
    private var guaranteed = 0
    private var files: FileCopy?

    init(_ number: Int, seed: UInt64, of whole: WholeRun, _ random: inout SeededRandom) {
        id = "round-\(number)"
        self.whole = whole
        moment = whole.time * Double.random(in: 0...1.05, using: &random)
        let drainMoment = Duration.milliseconds(Int.random(in: 0...800, using: &random))
        self.drainMoment = number.isMultiple(of: 3) ? drainMoment : nil
        name = "seed \(seed), \(id), killed after \(moment):"
    }

    /// A run that ends by itself, its messages held against each other.
    static func wholeRun(at broker: KafkaBroker) async throws -> WholeRun {
        let bench = try await Bench(speed: speed, inMemory: true)
        let start = ContinuousClock.now
        let ending = try await bench.start(
            "cyclic-voltammetry", program + ["--publish", "kafka:\(broker.bootstrap)"], id: "whole"
        ).ending()
        let time = ContinuousClock.now - start
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.fileCopy("whole")
        #expect(files.seqs.count > 1500, "about 2000 messages")
        expectLossless(try await BrokerCopy.read("whole", from: broker.kcat), files)
        let sent = try #require(try bench.state()["points_sent"]?.int)
        return WholeRun(time: time, otherPoints: sent - files.points)
    }

    /// Runs, kills, and delivers the rest.
    mutating func go(at broker: KafkaBroker) async throws {
        let bench = try await Bench(speed: Self.speed, inMemory: true)
        let watch = PointWatch { try bench.state() }
        let run = try bench.start(
            "cyclic-voltammetry", Self.program + ["--publish", "kafka:\(broker.bootstrap)"], id: id)
        try await Task.sleep(for: moment)  // the other process has no clock of ours
        let kill = ContinuousClock.now
        run.send(SIGKILL)
        _ = await run.ending()
        watch.end()
        guaranteed = max(0, watch.points(at: kill - Self.grace) - whole.otherPoints)
        if let drainMoment {
            let drain = try bench.startOutbox("drain")
            try await Task.sleep(for: drainMoment)
            drain.send(SIGKILL)
            _ = await drain.ending()
        }
        try await bench.drain(name)
        try await keepFiles(of: bench)
    }

    private mutating func keepFiles(of bench: Bench) async throws {
        // Killed before it had an outbox, or before there was anything in it.
        guard let counts = try await bench.counts(id), counts != SinkCounts() else { return }
        #expect(counts.pending == 0 && counts.refused == 0 && counts.dropped == 0, "\(name) \(counts)")
        #expect(try await bench.counts(id, sink: "file:") == counts, "\(name) every sink has as many")
        files = try bench.fileCopy(id)
        #expect(files?.seqs.count == counts.delivered, "\(name) what is told is there")
    }

    /// Holds the files against what the broker has.
    func check(_ broker: BrokerCopy) throws -> Figures {
        guard let files else {
            #expect(guaranteed == 0 && broker.all.isEmpty, "\(name)")
            return Figures(rounds: 1)
        }
        let restarts = drainMoment == nil ? 1 : 2
        expectLossless(broker, files, duplicates: restarts * Self.window, name)
        #expect(files.points >= guaranteed, "\(name) every point is there that was sent 250 ms before")
        return Figures(
            rounds: 1, messages: files.seqs.count, duplicates: broker.duplicates, mostDuplicates: broker.duplicates,
            points: files.points, guaranteed: guaranteed)
    }
}
#endif
