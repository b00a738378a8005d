import LabInstruments
import LabTesting
import Testing

@testable import EmStatDriver

/// What the driver finds on the wire at the start, page §4.
private let idle: [ScriptedLink.Step] = [.expect("\nZ\n"), .reply("\nZ!0006\n")]
private let picoAnswers: [ScriptedLink.Step] = [
    .expect("t\n"), .reply("tespico1601#Oct  2 2019 10:33:14\nR*\n"), .expect("i\n"), .reply("iSIM0001\n"),
    .expect("v\n"), .reply("v01.03.00\n"),
]
/// What an idle device says when it is greeted.
private let greeting: [ScriptedLink.Step] =
    [.expect("\nt\n"), .reply("\ntespico1601#Oct  2 2019 10:33:14\nR*\n")] + picoAnswers.dropFirst(2)
/// A device that does not answer a greeting.
private let busy: [ScriptedLink.Step] = [.expect("\nt\n"), .silence(.milliseconds(600))]
private let cellOff: [ScriptedLink.Step] = [.expect("e\ncell_off\n\n"), .reply("e\n\n")]
private let cellCheck = """
    e
    var p
    set_pgstat_chan 0
    set_pgstat_mode 2
    meas_loop_ocp p 50m 50m
    pck_start
    pck_add p
    pck_end
    endloop


    """

@Suite struct ConversationTests {
    @Test func `an idle device says who it is`() async throws {
        let link = ScriptedLink(greeting)
        let driver = EmStatDriver(over: link, clock: link.clock)
        let identity = try await driver.identify()
        #expect(identity.model == "EmStat Pico")
        #expect(identity.serialNumber == "SIM0001")
        #expect(identity.isSimulated)
        #expect(identity.firmware == "espico1601#Oct  2 2019 10:33:14 R*, MethodSCRIPT 01.03.00")
        try link.check()
    }

    @Test func `a running script is ended before the device is asked`() async throws {
        let running: [ScriptedLink.Step] = [
            .reply("Pda8000000 ;ba85572E7a,14,200\n"), .expect("\nt\n"),
            .reply("tespico1601#Oct  2 2019 10:33:14\nR*\n"), .expect("i\n"), .reply("i!0006\n"), .expect("\nZ\n"),
            .reply("Pda8000000 ;ba85572E7a,14,200\nZ\n*\n"), .silence(.seconds(3)), .reply("\n"),
        ]
        let link = ScriptedLink(running + picoAnswers)
        _ = try await EmStatDriver(over: link, clock: link.clock).identify()
        try link.check()
    }

    @Test func `garbage before the replies is passed over`() async throws {
        let link = ScriptedLink(
            [
                .bytes([0xFF, 0x00, 0x41, 0x0A, 0x11]), .expect("\nt\n"), .bytes([0x13, 0xFE, 0x0A]),
                .reply("x\n\ntespico\n"), .expect("\nZ\n"), .bytes([0x13, 0xFE, 0x0A]), .reply("x\n\nZ!0006\n"),
            ] + picoAnswers)
        _ = try await EmStatDriver(over: link, clock: link.clock).identify()
        try link.check()
    }

    @Test func `a held script is resumed and ended`() async throws {
        let held: [ScriptedLink.Step] =
            busy + [
                .expect("\nZ\n"), .silence(.seconds(2)), .expect("H\n"), .reply("H\n"), .expect("Z\n"),
                .reply("Z\n*\n\n"),
            ]
        let link = ScriptedLink(held + picoAnswers)
        _ = try await EmStatDriver(over: link, clock: link.clock).identify()
        try link.check()
    }

    @Test func `another kind of device is named`() async throws {
        let link = ScriptedLink([
            .expect("\nt\n"), .reply("?\r\n"), .expect("\nZ\n"), .reply("?\r\n"), .expect("H\n"), .reply("?\r\n"),
            .expect("Z\n"), .reply("?\r\n"),
        ])
        await #expect(throws: WrongInstrument(expected: "EmStat Pico or EmStat4", answer: "?")) {
            try await EmStatDriver(over: link, clock: link.clock).identify()
        }
    }

    @Test func `a sensor of the same family is refused by its name`() async throws {
        let link = ScriptedLink([.expect("\nt\n"), .reply("tsenswb1200#Jan  1 2024\nR*\n")])
        await #expect(throws: WrongInstrument(expected: "EmStat Pico or EmStat4", answer: "senswb1200#Jan  1 2024")) {
            try await EmStatDriver(over: link, clock: link.clock).identify()
        }
    }

    @Test func `a bootloader needs a power cycle`() async throws {
        let link = ScriptedLink([.expect("\nt\n"), .reply("tespbl10#Jan  1 2019\nR*\n")])
        await #expect(throws: EmStatError.bootloader) {
            try await EmStatDriver(over: link, clock: link.clock).identify()
        }
    }

    @Test func `silence is silence`() async throws {
        let link = ScriptedLink([.expect("\nt\n"), .expect("\nZ\n"), .expect("H\n"), .expect("Z\n")])
        let driver = EmStatDriver(over: link, clock: link.clock)
        let error = await #expect(throws: LinkError.self) { try await driver.identify() }
        guard case .silent? = error else {
            Issue.record("not silent: \(String(describing: error))")
            return
        }
        try link.check()
    }

    @Test func `safe is confirmed by an open-circuit loop and the serial number`() async throws {
        let link = ScriptedLink(
            greeting + idle + cellOff + [
                .expect("i\n"), .reply("iSIM0001\n"), .expect(cellCheck), .reply("e\nM000B\nPab8000000 ,10,200\n*\n\n"),
            ])
        let driver = EmStatDriver(over: link, clock: link.clock)
        _ = try await driver.identify()
        #expect(try await driver.makeSafe(.orderly) == .confirmed)
        #expect(try await driver.makeSafe(.now) == .confirmed)
        try link.check()
    }

    @Test func `a cell that is still on is never confirmed`() async throws {
        let link = ScriptedLink(
            idle + cellOff + [
                .expect("i\n"), .reply("iSIM0001\n"), .expect(cellCheck), .reply("e\n!0014: Line 4\n"),
            ])
        await #expect(throws: EmStatError.cellStillOn) {
            try await EmStatDriver(over: link, clock: link.clock).makeSafe(.orderly)
        }
        try link.check()
    }

    @Test func `without a check the off script is only acknowledged`() async throws {
        let link = ScriptedLink(
            idle + cellOff + [
                .expect("i\n"), .reply("iSIM0001\n"), .expect(cellCheck), .reply("e!4001: Line 4, Col 14\n"),
            ])
        #expect(try await EmStatDriver(over: link, clock: link.clock).makeSafe(.now) == .acknowledged)
        try link.check()
    }

    @Test func `another device at the same place is not taken for the first`() async throws {
        let link = ScriptedLink(
            greeting + idle + cellOff + [.expect("i\n"), .reply("iSIM0002\n")])
        let driver = EmStatDriver(over: link, clock: link.clock)
        _ = try await driver.identify()
        await #expect(throws: EmStatError.otherDevice(expected: "SIM0001", answers: "SIM0002")) {
            try await driver.makeSafe(.orderly)
        }
    }
}
