import LabInstruments
import LabTesting
import Synchronization
import Testing

@testable import EmStatDriver

/// A step of 10 mV is 19 bits, 10.207 57 mV: eight points.
private let shortScan = Technique.cyclic(
    CyclicVoltammetry(
        begin: .zero, vertex1: .millivolts(20), vertex2: .millivolts(-20), at: .millivoltsPerSecond(100),
        step: .millivolts(10)))

private final class Notebook: Sendable {
    private let notes = Mutex<[EchemPoint]>([])
    var points: [EchemPoint] { notes.withLock { $0 } }
    func note(_ point: EchemPoint) { notes.withLock { $0.append(point) } }
}

private struct TooMuch: Error {}

/// A driver that has identified a Pico, and the rest of its conversation.
private func picoDriver(_ steps: [ScriptedLink.Step]) async throws -> (driver: EmStatDriver, link: ScriptedLink) {
    let opening: [ScriptedLink.Step] = [
        .expect("\nt\n"), .reply("\ntespico1601#Oct  2 2019 10:33:14\nR*\n"),
        .expect("i\n"), .reply("iSIM0001\n"), .expect("v\n"), .reply("v01.03.00\n"),
    ]
    let link = ScriptedLink(opening + steps)
    let driver = EmStatDriver(over: link, clock: link.clock)
    _ = try await driver.identify()
    return (driver, link)
}

private func checked(_ technique: Technique) throws -> CheckedTechnique {
    try technique.check(against: EmStatModel.pico.capabilities)
}

private func wire(_ technique: CheckedTechnique) -> String {
    "e\n" + (EmStatDriver.script(for: technique) ?? "") + "\n"
}

private func package(_ number: Int) -> String { "Pda8000000 ;ba8000800p,10,203;eb800000\(number) \n" }
private let eightPoints = (0..<9).map(package).joined()
private let off: [ScriptedLink.Step] = [
    .expect("\nZ\n"), .reply("Z!0006\n"), .expect("e\ncell_off\n\n"), .reply("e\n\n"),
]

@Suite struct DriverMeasurementTests {
    @Test func `a short scan returns its points in order and ends at the empty line`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([
            .expect(wire(scan)), .reply("Z!0006\ne\nM0005\n"), .reply(eightPoints), .reply("*\n\n"),
        ])
        let notebook = Notebook()
        try await driver.measure(scan) { notebook.note($0) }
        #expect(notebook.points.count == scan.pointCount)
        #expect(notebook.points.map(\.time) == (0..<9).map { .seconds(Double($0)) })
        #expect(notebook.points.first?.current == .picoamperes(2048))
        #expect(notebook.points.first?.range == .microamperes(4.68))
        try link.check()
    }

    @Test func `a script that is refused names the line and runs nothing`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([.expect(wire(scan)), .reply("e!4001: Line 4, Col 16\nv!0003\n")])
        let report = try DeviceReport(Array("4001: Line 4, Col 16".utf8)[...], in: [])
        await #expect(throws: EmStatError.scriptRefused(report, scriptLine: "set_pgstat_chan 0")) {
            try await driver.measure(scan) { _ in }
        }
        try link.check()
    }

    @Test func `a script that fails is followed by one that switches the cell off`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver(
            [.expect(wire(scan)), .reply("e\nM0005\n\(package(0))!0032: Line 13\n")] + off)
        let error = await #expect(throws: MeasurementFailed.self) { try await driver.measure(scan) { _ in } }
        #expect(error?.ranCellOff == true)
        var report = DeviceReport(code: 0x32)
        report.line = 13
        let line = "meas_loop_cv p c 0 20415140n -20415140n 10207570n 100m"
        #expect(error?.cause as? EmStatError == .scriptFailed(report, scriptLine: line))
        try link.check()
    }

    @Test func `a cell that cannot be switched off is not said to be off`() async throws {
        let scan = try checked(shortScan)
        let (driver, _) = try await picoDriver([.expect(wire(scan)), .reply("e\nM0005\n!0032: Line 13\n"), .unplug])
        let error = await #expect(throws: MeasurementFailed.self) { try await driver.measure(scan) { _ in } }
        #expect(error?.ranCellOff == false)
        #expect(error?.description.hasSuffix("The cell may have been left on.") == true)
    }

    @Test func `a garbled package ends the measurement`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver(
            [.expect(wire(scan)), .reply("e\nM0005\nPda80G0000 ;ba8000800p,10,203;eb8000000 \n")] + off)
        let error = await #expect(throws: MeasurementFailed.self) { try await driver.measure(scan) { _ in } }
        #expect((error?.cause as? MalformedReply)?.reason == .badValue)
        try link.check()
    }

    @Test func `a script that ends by itself too early is no result`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver(
            [.expect(wire(scan)), .reply("e\nM0005\n\(package(0))*\n\n")] + off)
        let error = await #expect(throws: MeasurementFailed.self) { try await driver.measure(scan) { _ in } }
        #expect(error?.cause as? EmStatError == .endedEarly(points: 1, expected: 9))
        try link.check()
    }

    @Test func `what the receiver throws stops the device and comes back`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([
            .expect(wire(scan)), .reply("e\nM0005\n\(package(0))\(package(1))"), .expect("Z\n"),
            .reply("\(package(2))Z\ngarbled\u{7}\n*\n\n"),
        ])
        let notebook = Notebook()
        await #expect(throws: TooMuch.self) {
            try await driver.measure(scan) { point in
                notebook.note(point)
                if notebook.points.count == 2 { throw TooMuch() }
            }
        }
        #expect(notebook.points.count == 2)
        try link.check()
    }

    @Test func `a cancelled measurement is drained to its end mark`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([
            .expect(wire(scan)), .reply("e\nM0005\n\(package(0))"), .meanwhile("Z\n"), .reply("Z\n*\n\n"),
        ])
        let task = Task { try await driver.measure(scan) { _ in } }
        while !link.sent.hasSuffix("on_finished:\ncell_off\n\n") { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try link.check()
    }

    @Test func `silence in the middle ends in the cell-off script`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([.expect(wire(scan)), .reply("e\nM0005\n")] + off)
        let error = await #expect(throws: MeasurementFailed.self) { try await driver.measure(scan) { _ in } }
        guard case .silent? = error?.cause as? LinkError else {
            Issue.record("not silent")
            return
        }
        #expect(error?.recovery == .cellOffAndStop)
        try link.check()
    }

    @Test func `one measurement at a time`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([
            .expect(wire(scan)), .reply("e\nM0005\n"), .meanwhile("Z\n"), .reply("Z\n*\n\n"),
        ])
        let first = Task { try await driver.measure(scan) { _ in } }
        while !link.sent.hasSuffix("on_finished:\ncell_off\n\n") { await Task.yield() }
        await #expect(throws: EmStatError.busy) { try await driver.measure(scan) { _ in } }
        await #expect(throws: EmStatError.busy) { try await driver.identify() }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
    }

    @Test func `a hold is echoed and the segment rises after it`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([
            .expect(wire(scan)), .reply("e\nM0005\n\(package(0))"), .meanwhile("h\n"), .reply("h\n"),
            .meanwhile("H\n"), .reply("H\n" + (1..<9).map(package).joined() + "*\n\n"),
        ])
        let notebook = Notebook()
        let task = Task { try await driver.measure(scan) { notebook.note($0) } }
        while notebook.points.isEmpty { await Task.yield() }
        try await driver.hold()
        try await driver.hold()
        try await driver.resumeMeasurement()
        try await task.value
        #expect(notebook.points.map(\.segment) == [1, 2, 2, 2, 2, 2, 2, 2, 2])
        await #expect(throws: EmStatError.nothingToHold) { try await driver.hold() }
        try link.check()
    }

    @Test func `a held measurement is resumed so that it can be stopped`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver([
            .expect(wire(scan)), .reply("e\nM0005\n\(package(0))"), .meanwhile("h\n"), .reply("h\n"),
            .meanwhile("H\nZ\n"), .reply("H\nZ\n*\n\n"),
        ])
        let notebook = Notebook()
        let task = Task { try await driver.measure(scan) { notebook.note($0) } }
        while notebook.points.isEmpty { await Task.yield() }
        try await driver.hold()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try link.check()
    }
}

@Suite struct InterruptedMeasurementTests {
    private let safe: [ScriptedLink.Step] = [
        .expect("\nZ\n"), .reply("Z!0006\n"), .expect("e\ncell_off\n\n"), .reply("e\n\n"), .expect("i\n"),
        .reply("iSIM0001\n"), .expect("e\n" + MethodScript.cellCheck.text + "\n"),
        .reply("e\nM000B\nPab8000000 ,10,200\n*\n\n"),
    ]

    @Test func `making safe aborts in mid-scan and waits for the end mark`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver(
            [
                .expect(wire(scan)), .reply("e\nM0005\n\(package(0))"), .meanwhile("Z\n"),
                .reply("\(package(1))Z\n*\n\n"),
            ] + safe)
        let notebook = Notebook()
        let task = Task { try await driver.measure(scan) { notebook.note($0) } }
        while notebook.points.isEmpty { await Task.yield() }
        async let again = driver.makeSafe(.orderly)
        #expect(try await driver.makeSafe(.orderly) == .confirmed)
        #expect(try await again == .confirmed)
        await #expect(throws: EmStatError.interrupted) { try await task.value }
        try link.check()
    }

    @Test func `without an end mark safety goes on after its deadline`() async throws {
        let scan = try checked(shortScan)
        let (driver, link) = try await picoDriver(
            [.expect(wire(scan)), .reply("e\nM0005\n\(package(0))"), .meanwhile("Z\n"), .standstill]
                + safe)
        let notebook = Notebook()
        let task = Task { try await driver.measure(scan) { notebook.note($0) } }
        while notebook.points.isEmpty { await Task.yield() }
        async let state = driver.makeSafe(.now)
        while !link.sent.hasSuffix("cell_off\n\nZ\n") { await Task.yield() }
        link.clock.advance(by: .milliseconds(300))
        #expect(try await state == .confirmed)
        await #expect(throws: MeasurementFailed.self) { try await task.value }
        try link.check()
    }
}
