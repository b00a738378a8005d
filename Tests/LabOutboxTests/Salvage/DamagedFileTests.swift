import LabPublishing
import LabValues
import Testing

@testable import LabOutbox

@Suite(.timeLimit(.minutes(10))) struct DamagedFileTests {
    private static let seed: UInt64 = 20_261_121

    @Test func `200 flipped bits: it starts, alters nothing, and names what is lost`() async throws {
        let specimen = try Specimen()
        var generator = SeededGenerator(seed: Self.seed)
        var tally = Tally()
        for trial in 0..<200 {
            let suffix = trial % 2 == 0 ? "" : "-wal"
            let place = Int.random(in: 0..<(specimen.files[suffix]?.count ?? 1), using: &generator)
            let bit = UInt8(1) << Int.random(in: 0..<8, using: &generator)
            let what = "seed \(Self.seed), trial \(trial): bit \(bit) of byte \(place) of db\(suffix)"
            // Every fourth time the file sink's own files are asked, and they have it all.
            let held = trial % 4 < 2 ? nil : Specimen.last
            tally.note(
                try await DamageTrial(specimen: specimen, what: what, held: held).run { files in
                    files[suffix]?[place] ^= bit
                    // Without the index there is only the log itself to tell.
                    if trial % 8 >= 4 { files["-shm"] = nil }
                })
        }
        print("200 flipped bits, seed \(Self.seed): \(tally)")
        #expect(tally[.silent] == 0)
    }

    @Test func `50 truncations: it starts, alters nothing, and names what is lost`() async throws {
        let specimen = try Specimen()
        var generator = SeededGenerator(seed: Self.seed + 1)
        var tally = Tally()
        for trial in 0..<50 {
            let suffix = trial % 2 == 0 ? "" : "-wal"
            let length = Int.random(in: 0..<(specimen.files[suffix]?.count ?? 1), using: &generator)
            let what = "seed \(Self.seed + 1), trial \(trial): db\(suffix) cut to \(length) bytes"
            let held = trial % 4 < 2 ? nil : Specimen.last
            tally.note(
                try await DamageTrial(specimen: specimen, what: what, held: held).run { files in
                    files[suffix] = Array(files[suffix]?.prefix(length) ?? [])
                    if trial % 8 >= 4 { files["-shm"] = nil }
                })
        }
        print("50 truncations, seed \(Self.seed + 1): \(tally)")
        // Without its index, and with nobody asked, a cut log looks like a shorter one.
        #expect(tally[.silent] < 50 / 4)
    }

    @Test func `an outbox of a killed run is sound`() async throws {
        let specimen = try Specimen()
        let (outcome, lost) = try await DamageTrial(specimen: specimen, what: "as it was").run { _ in }
        #expect(outcome == .harmless && lost == 0)
    }
}

/// How often what became of a damaged file.
struct Tally: CustomStringConvertible {
    private var counts: [DamageTrial.Outcome: Int] = [:]
    private var lost = 0

    subscript(outcome: DamageTrial.Outcome) -> Int { counts[outcome] ?? 0 }

    mutating func note(_ result: (outcome: DamageTrial.Outcome, lost: Int)) {
        counts[result.outcome, default: 0] += 1
        lost += result.lost
    }

    var description: String {
        DamageTrial.Outcome.allCases.map { "\($0.rawValue) \(self[$0])" }.joined(separator: ", ")
            + "; messages lost in all: \(lost)"
    }
}
