#if Kafka
import Foundation
import LabValues
import Testing

/// The runner is killed at a random moment: what it had measured is in the files and at the broker all the same.
///
/// `SOAK_ROUNDS` says how often (20 unless set), `SOAK_SEED` which moments. A round begins at a broker of its own every
/// 20 rounds: this one writes all it has every second.
@Suite(.enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"))
struct KillTests {
    private static let roundsAtOneBroker = 20

    private let rounds = number("SOAK_ROUNDS").map { Int($0) } ?? 20
    private let seed = number("SOAK_SEED") ?? .random(in: 0...999_999)

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test func `a run killed at any moment has lost nothing`() async throws {
        print("SOAK_SEED=\(seed) SOAK_ROUNDS=\(rounds)")
        var random = SeededRandom(seed: seed)
        var total = KillRound.Figures()
        for first in stride(from: 0, to: rounds, by: Self.roundsAtOneBroker) {
            let broker = try await KafkaBroker.start()
            let whole = try await KillRound.wholeRun(at: broker)
            var done: [KillRound] = []
            for number in first..<min(first + Self.roundsAtOneBroker, rounds) {
                var round = KillRound(number, seed: seed, of: whole, &random)
                try await round.go(at: broker)
                done.append(round)
            }
            let copies = try await BrokerCopy.readAll(from: broker.kcat)
            for round in done { total.add(try round.check(copies[round.id] ?? BrokerCopy())) }
            await broker.stop()
        }
        print("\(total)")
        #expect(total.messages > 0, "at least one run was measuring when it was killed")
    }
}
#endif
