import LabPublishing
import LabTesting
import LabValues
import Synchronization
import Testing

@testable import LabOutbox

/// A publisher that takes, fails, refuses or never returns, as the dice fall; and remembers what it got.
final class MoodyPublisher: Publisher {
    struct Seen {
        var dice: Dice
        var taken: [Int] = []
        var refused: Set<Int> = []
    }
    let seen: Mutex<Seen>
    private let mayHang: Bool

    init(_ seed: UInt64, mayHang: Bool) {
        seen = Mutex(Seen(dice: Dice(seed: seed)))
        self.mayHang = mayHang
    }

    func publish(_ records: [Record]) async throws {
        let seqs = records.map(\.seq)
        let fault = seen.withLock { seen -> (any Error)? in
            switch seen.dice.next() % 10 {
            case 0, 1: return Outage()
            case 2:  // it took them, and nobody heard of it
                seen.taken += seqs
                return Outage()
            case 3:
                let refused = seqs[Int(seen.dice.next() % UInt64(seqs.count))]
                seen.refused.insert(refused)
                seen.taken += seqs.filter { $0 != refused }
                return RecordsRefused(seqs: [refused], reason: "too large")
            case 4 where mayHang: return CancellationError()
            default:
                seen.taken += seqs
                return nil
            }
        }
        if fault is CancellationError { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
        if let fault { throw fault }
    }
}

/// Random numbers that are the same every time.
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

@Suite(.timeLimit(.minutes(2))) struct RandomisedTests {
    @Test(arguments: 1...12)
    func `over lives and moods every message is accounted for, in order`(seed: UInt64) async throws {
        var dice = Dice(seed: seed)
        let clock = ManualClock()
        let ticker = Ticker(clock)
        var limits = OutboxLimits()
        limits.whenFull = OutboxPolicy.allCases[Int(seed % 3)]
        limits.maxMessages = seed % 2 == 0 ? 60 : 10_000
        let station = try Station(clock: clock, limits: limits)
        var lives: [[MoodyPublisher]] = [[], []]
        for life in 0..<4 {
            let isLast = life == 3
            let publishers = (0..<2).map { MoodyPublisher(dice.next() &+ UInt64($0), mayHang: !isLast) }
            for place in 0..<2 { lives[place].append(publishers[place]) }
            let outbox = try life == 0 ? station.begin([station.kafka, station.file]) : station.reopen()
            let journal = try station.journal(outbox, publishers, recentBytes: life % 2 == 0 ? 8 << 20 : 5000)
            var appended = journal.lastSeq
            for _ in 0..<(dice.next() % 120) {
                let message = dice.next() % 4 == 0 ? note() : points(Int(dice.next() % 30))
                do throws(JournalFault) {
                    try journal.append([message])
                    appended += 1
                } catch {}
                if dice.next() % 8 == 0 { await Task.yield() }
            }
            await journal.drain(within: .seconds(isLast ? 100_000 : 5))
            for counts in journal.counts.map(\.counts) { #expect(counts.emitted == appended) }
            await journal.close()
            _ = try await station.whenFree()
        }
        try await check(station, lives)
        withExtendedLifetime(ticker) {}
    }

    private func check(_ station: Station, _ lives: [[MoodyPublisher]]) async throws {
        let status = try await station.whenFree()
        for (sink, publishers) in zip(status.sinks, lives) {
            #expect(sink.counts.pending == 0 && sink.counts.emitted == status.lastSeq)
            var got: Set<Int> = []
            for publisher in publishers {
                let taken = publisher.seen.withLock { $0.taken }
                var last = 0
                for seq in taken where !got.contains(seq) {
                    #expect(seq > last, "order")
                    last = seq
                    got.insert(seq)
                }
            }
            let refused = Set(sink.refused.map(\.seq))
            let dropped = Set(sink.gaps.flatMap { gap in Array(gap.first...gap.last) })
            #expect(refused.count == sink.counts.refused)
            #expect(sink.gaps.reduce(0) { $0 + $1.count } == sink.counts.dropped)
            #expect(got.union(refused).union(dropped) == Set(1...max(1, status.lastSeq)))
            #expect(dropped.isDisjoint(with: refused))
        }
    }
}
