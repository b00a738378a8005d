import LabEngine
import LabTesting
import LabValues
import Testing

/// Bytes that are lost, changed, late or not from the device.
@Suite(.serialized) struct DamagedStreamTests {
    @Test func `a byte lost anywhere costs no truth`() async throws {
        let sound = try await HostileRun()()
        let runs = stride(from: 0, to: sound.byteCount, by: 3).map {
            ("byte \($0) lost", HostileRun(wireFaults: [[.drop(at: $0)]]))
        }
        try await runAll(runs, atATime: 60) { name, ending in
            ending.keepsPromises(beside: sound, mayBeDamaged: true, name)
        }
    }

    @Test(arguments: ["\u{FF}\u{0}\u{80}", "P\n", "\n", "!0032: Line 3\n", "e\n", "*\n", "Z\n"])
    func `garbage anywhere costs no truth`(text: String) async throws {
        let garbage = Array(text.utf8)
        let sound = try await HostileRun()()
        let runs = stride(from: 1, to: sound.byteCount, by: 11).map {
            ("garbage before \($0)", HostileRun(wireFaults: [[.insert(garbage, before: $0)]]))
        }
        try await runAll(runs, atATime: 60) { name, ending in
            ending.keepsPromises(beside: sound, mayBeDamaged: true, name)
        }
    }

    @Test func `a bit turned over anywhere costs no truth`() async throws {
        let sound = try await HostileRun()()
        let runs = stride(from: 0, to: sound.byteCount, by: 3).map { place in
            let mask = UInt8(1) << UInt8(place % 7)
            return ("bit of byte \(place)", HostileRun(wireFaults: [[.flip(mask: mask, at: place)]]))
        }
        try await runAll(runs, atATime: 60) { name, ending in
            ending.keepsPromises(beside: sound, mayBeDamaged: true, name)
        }
    }

    @Test func `a wire that stops for a while and then delivers costs no truth`() async throws {
        let sound = try await HostileRun()()
        let runs = stride(from: 0, to: sound.byteCount, by: 40).flatMap { place in
            [Duration.milliseconds(300), .milliseconds(1500), .seconds(4)].map { span in
                ("late by \(span) from \(place)", HostileRun(wireFaults: [[.delay(span, at: place)]]))
            }
        }
        try await runAll(runs, atATime: 80) { name, ending in
            ending.keepsPromises(beside: sound, name)
        }
    }
}
