import LabEmulation
import Testing

/// What each fault looks like from the host's end of the wire.
struct FaultTests {
    private let script = Script.measurement("meas_loop_ca p c 100m 10m 100m")

    /// All lines of a run of ten points with a fault in it, and the device.
    private func run(_ fault: String) throws -> (lines: [String], device: EmulatedDevice) {
        let device = try EmulatedDevice(faults: fault)
        device.run(script)
        return (device.output(), device)
    }

    private func packages(_ lines: [String]) -> [String] { lines.filter { $0.hasPrefix("P") } }

    @Test(arguments: ["garble@4", "truncate@4", "nan@4", "duplicate-current@4"])
    func `one package is spoilt and all others are as they were`(fault: String) throws {
        let good = packages(try run("nan@99").lines)
        let (lines, device) = try run(fault)
        let spoilt = packages(lines)
        #expect(good.count == 10)
        #expect(Array(spoilt.prefix(4)) == Array(good.prefix(4)))
        #expect(spoilt[4] != good[4])
        #expect(Array(spoilt.suffix(4)) == Array(good.suffix(4)))
        #expect(device.state.snapshot.faults == 1)
    }

    @Test(arguments: [("interleave@4", "x!0003"), ("long-line@4", String(repeating: "x", count: 100_000))])
    func `a stray line stands before the next package`(fault: String, stray: String) throws {
        let (lines, _) = try run(fault)
        #expect(lines.firstIndex(of: stray) == 6)
        #expect(packages(lines).count == 10)
    }

    @Test func `the same faults give the same bytes`() throws {
        let plan = "garble@2+truncate@4+overload@6"
        #expect(try run(plan).lines == run(plan).lines)
    }

    @Test func `bytes that dribble are the same bytes`() throws {
        #expect(try run("dribble@0").lines == run("nan@99").lines)
    }

    @Test func `an overload is clipped from its point on`() throws {
        let isClipped = packages(try run("overload@4").lines).map { $0.contains(",12,") }
        #expect(isClipped == [false, false, false, false, true, true, true, true, true, true])
    }

    @Test func `a run-time error leaves the cell on and skips the end of the script`() throws {
        let (lines, device) = try run("runtime-error@4")
        #expect(lines.last == "!0032: Line 13")
        #expect(packages(lines).count == 4)
        #expect(device.state.snapshot.isCellOn)
    }

    @Test func `a measurement that ends early ends in order`() throws {
        let (lines, device) = try run("early-end@4")
        #expect(packages(lines).count == 5)
        #expect(lines.suffix(2) == ["*", ""])
        #expect(!device.state.snapshot.isCellOn)
    }

    @Test func `surplus points are repetitions`() throws {
        let packages = packages(try run("extra-points@4").lines)
        #expect(packages.count == 4 + 6 * 3)
        #expect(packages[4] == packages[5])
    }

    @Test func `a stalled device reads and says nothing, and its cell stays on`() throws {
        let device = try EmulatedDevice(faults: "stall@4")
        device.run(script)
        while device.line(within: .milliseconds(100)) != nil {}
        let commands = device.state.snapshot.commands
        device.send("Z", "i")
        #expect(device.line(within: .milliseconds(50)) == nil)
        #expect(device.state.snapshot.commands == commands + 2)
        #expect(device.state.snapshot.isCellOn)
        #expect(device.state.snapshot.pointsSent == 4)
    }

    @Test func `a mute device finishes its script`() throws {
        let device = try EmulatedDevice(faults: "mute@4")
        device.run(script)
        #expect(device.state.wait(upTo: .seconds(5)) { $0.pointsSent == 10 && !$0.isCellOn })
        while device.line(within: .milliseconds(20)) != nil {}
        device.send("i")
        #expect(device.line(within: .milliseconds(50)) == nil)
    }

    @Test func `a wire that drops can be opened again, and the device has gone on`() throws {
        let device = try EmulatedDevice(faults: "disconnect@4")
        device.run(script)
        #expect(device.output().count == 6)
        #expect(device.channel.hostRead(timeout: .seconds(1)) == .closed)
        #expect(!device.channel.hostWrite([10]))
        #expect(device.state.wait(upTo: .seconds(5)) { $0.pointsSent == 10 })
        device.channel.hostOpen()
        #expect(device.answers("i", with: "iSIMPICO0001"), "after the end mark of the script, which may still come")
    }

    @Test func `a refused script is refused once, and nothing of it runs`() throws {
        let device = try EmulatedDevice(faults: "reply-error@0")
        device.run(script)
        #expect(device.line() == "e!0052")
        #expect(device.state.snapshot.scripts == 0)
        device.listenAgain()
        device.run(script)
        #expect(device.line() == "e")
    }

    @Test func `a cell that cannot be switched off is still on when the device says otherwise`() throws {
        let (lines, device) = try run("no-off")
        #expect(lines.last == "")
        #expect(device.state.snapshot.isCellOn)
        device.run("cell_off")
        #expect(device.output() == ["e", ""])
        #expect(device.state.snapshot.isCellOn)
        device.run("var p\nmeas_loop_ocp p 50m 50m\nendloop")
        #expect(device.output().last?.hasPrefix("!0014") == true)
    }

    @Test func `another serial number answers from its point on`() throws {
        let device = try EmulatedDevice(faults: "wrong-serial@4")
        device.send("i")
        #expect(device.line() == "iSIMPICO0001")
        device.run(script)
        _ = device.output()
        device.send("i")
        #expect(device.line() == "iSIMOTHER0002")
    }
}
