import LabInstruments
import LabTesting
import Testing

@testable import EmStatDriver

/// What counts as a proof that the cell is off, and as a point.
struct ProofTests {
    private let offScript: [ScriptedLink.Step] = [
        .expect("\nZ\n"), .reply("\nZ!0006\n"), .expect("e\ncell_off\n\n"), .reply("e\n\n"), .expect("i\n"),
        .reply("iSIM0001\n"), .expect(String(decoding: MethodScript.cellCheck.bytes, as: UTF8.self)),
    ]

    /// A check that was spoilt on its way shows nothing: it is no reason to be content with less.
    @Test(
        arguments: [
            [.reply("e!0052\n")], [.reply("e\nM000B\nPab8#00000 ,10,200\n*\n\n")], [.reply("e\nM000B\n*\n\n")],
            [.unplug], [],
            [.reply("e\n!0032: Line 4\n")],
        ] as [[ScriptedLink.Step]])
    func `a check that came to nothing is an error`(ending: [ScriptedLink.Step]) async throws {
        let link = ScriptedLink(offScript + ending)
        await #expect(throws: (any Error).self) { try await EmStatDriver(over: link, clock: link.clock).makeSafe(.now) }
    }

    @Test(arguments: ["e!4001: Line 4, Col 14\n", "e\n!001B: Line 4\n", "e!4206: Line 3\n"])
    func `a device without the check acknowledges`(reply: String) async throws {
        let link = ScriptedLink(offScript + [.reply(reply)])
        #expect(try await EmStatDriver(over: link, clock: link.clock).makeSafe(.now) == .acknowledged)
    }

    /// A run of a 50-point chronoamperometry, one point every 100 ms.
    private func run(interval: Duration = .milliseconds(100)) throws -> MeasurementRun {
        let hold = Chronoamperometry(at: .volts(0.1), for: interval * 50, every: interval)
        let checked = try hold.technique.check(against: EmStatModel.pico.capabilities)
        var run = MeasurementRun(checked.asked, realised: checked.realised, on: .pico)
        _ = try run.accept(Array("M0007".utf8)[...])
        return run
    }

    private func package(_ time: String) -> ArraySlice<UInt8> {
        Array("Pda8000000 ;ba8000000 ,14,200;eb\(time)".utf8)[...]
    }

    @Test(arguments: ["80186A0u", "8000000u"])
    func `a time that stands still or falls is damage`(second: String) throws {
        var run = try run()
        _ = try run.accept(package("80186A0u"))
        let error = #expect(throws: MalformedReply.self) { try run.accept(package(second)) }
        #expect(error?.reason == .timeNotRising)
    }

    @Test func `times too coarse for the interval may be equal, not fall`() throws {
        var run = try run()
        // 100,000 s and more come in whole seconds.
        _ = try run.accept(package("80186A1 "))
        _ = try run.accept(package("80186A1 "))
        #expect(throws: MalformedReply.self) { try run.accept(package("80186A0 ")) }
    }

    @Test func `a surplus of points is an error, one or two are rounding`() throws {
        var run = try run()
        var count = 0
        let error = #expect(throws: MalformedReply.self) {
            for point in 1...100 {
                let digits = String(0x800_0000 + point * 100, radix: 16, uppercase: true)
                _ = try run.accept(package(digits + "m"))
                count = point
            }
        }
        #expect(error?.reason == .surplusPoint)
        #expect(count == 58)
    }
}
