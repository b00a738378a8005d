import FoundationEssentials
import LabTesting
import LabValues
import Testing

@testable import LabControl

/// Commands from nobody we know: none has an effect, and the inbox does not grow.
@Suite(.timeLimit(.minutes(2)), .serialized) struct FuzzedCommandTests {
    /// SplitMix64 (Steele, Lea and Flood, 2014): the same messages in every run.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    @Test func `of 10 000 signed commands changed on their way not one has an effect`() throws {
        var dice = Dice(state: 1)
        let rig = InboxRig()
        for number in 0..<10_000 {
            let name = try #require(["resume", "skip_step", "stop", "pause"].randomElement(using: &dice))
            let original = signed(name, id: "\(number)", nonce: "\(number)") {
                ($0.experiment, $0.issuer, $0.parameters) = (experiment(), "Ada", ["mode": "now", "a": [1, 2.5, "x"]])
            }
            var line = original.encoded
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let place = Int.random(in: 0..<line.count, using: &dice)
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: line[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
                case 1: line.remove(at: place)
                case 2: line.insert(UInt8.random(in: 0...255, using: &dice), at: place)
                default: line.swapAt(place, Int.random(in: 0..<line.count, using: &dice))
                }
            }
            // A change that leaves the same message (a blank more) or takes the signature away from a `stop` that
            // may come without one is no forgery.
            if let json = try? JSONReader.read(line), json["signature"] == nil { continue }
            if let read = try? Command(line: line), read == original || read.signature == nil { continue }
            rig.send(line: line)
        }
        #expect(rig.takeAll().isEmpty)
        #expect(rig.inbox.counts.refused + rig.inbox.counts.ignored > 9000)
        #expect(rig.inbox.counts.admitted == 0)
    }

    @Test func `random bytes have no effect`() {
        var dice = Dice(state: 2)
        let rig = InboxRig()
        for _ in 0..<10_000 {
            rig.send(line: (0..<Int.random(in: 0..<200, using: &dice)).map { _ in .random(in: 0...255, using: &dice) })
        }
        #expect(rig.inbox.counts == Self.counts(refused: 10_000))
        #expect(rig.takeAll().isEmpty)
    }

    /// In a process of its own: what others take is not counted.
    @Test func `100 000 bad commands leave ten answers a second, summaries that add up, and no memory`() async {
        await #expect(processExitsWith: .success) { Self.sendBadOnes() }
    }

    private static func sendBadOnes() {
        let rig = InboxRig()
        let stranger = benchKey("bench", secret.map { $0 ^ 1 })
        let forged = signed("resume", by: stranger).encoded
        let before = residentKilobytes()
        for number in 0..<100_000 {
            switch number % 4 {
            case 0: rig.send(line: forged)
            case 1: rig.send(command("resume", id: "r\(number)"))
            case 2: rig.send(command("c\(number)", id: "c\(number)"))
            default: rig.send(line: Array("{\"type\":\"command\",\"n\":\(number)".utf8))
            }
            if number % 1000 == 999 { rig.clock.advance(by: .milliseconds(100)) }  // 10 000 a second
        }
        rig.clock.advance(by: .seconds(2))
        let summed = rig.events.reduce(0) { sum, event in
            switch event {
            case .refused: sum + 1
            case .refusals(let summary): sum + summary.count
            default: sum
            }
        }
        #expect(summed == 100_000 && rig.inbox.counts == counts(refused: 100_000))
        #expect(rig.events.count <= 11 * 12)
        #expect(rig.replies.count <= 110)
        #expect(rig.takeAll().isEmpty)
        #expect(residentKilobytes() - before < 32 * 1024)
    }

    @Test func `100 000 stops and pings nobody takes do not grow the inbox`() async {
        await #expect(processExitsWith: .success) { Self.sendUntaken() }
    }

    private static func sendUntaken() {
        let rig = InboxRig()
        let before = residentKilobytes()
        for number in 0..<100_000 { rig.inbox.receive(command("ping", id: "p\(number)"), from: .kafka) }
        for number in 0..<20_000 { rig.inbox.receive(command("stop", id: "s\(number)"), from: .kafka) }
        #expect(rig.takeAll().count == 64 + 64)
        #expect(residentKilobytes() - before < 64 * 1024)
    }

    private static func counts(refused: Int) -> InboxCounts {
        var counts = InboxCounts()
        counts.refused = refused
        return counts
    }

    private static func residentKilobytes() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4 : 0
    }
}
