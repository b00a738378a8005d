import LabEmulation
import Testing

struct HostCommandTests {
    /// Ten points a second for days: it never ends by itself.
    private let endless = Script.measurement("meas_loop_ca p c 100m 100m 1000000")

    @Test func `an abort is answered at once, finishes the iteration and runs on_finished`() throws {
        let device = try EmulatedDevice(speed: .factor(100))
        device.run(endless + "\nsend_string \"finished\"")
        _ = device.line()
        device.send("Z")
        let output = device.output()
        let reply = try #require(output.firstIndex(of: "Z"))
        #expect(output.suffix(from: reply).filter { !$0.hasPrefix("P") } == ["Z", "*", "Tfinished", ""])
        #expect(output[reply + 1].hasPrefix("P") && output[reply + 2] == "*")
        #expect(!device.state.snapshot.isCellOn)
    }

    @Test func `leaving one loop goes on with the script`() throws {
        let device = try EmulatedDevice(speed: .factor(100))
        device.run(endless.replacing(" on_finished", with: "") + "\nsend_string \"finished\"")
        _ = device.line()
        device.send("Y")
        let output = device.output().filter { !$0.hasPrefix("P") }
        #expect(output == ["M0007", "Y", "*", "Tfinished", ""])
    }

    @Test func `halting keeps the cell on and stops the points, and an abort ends both`() throws {
        let device = try EmulatedDevice(speed: .factor(100))
        device.run(endless)
        _ = device.line()
        device.send("h")
        while let line = device.line(), line != "h" {}
        #expect(device.line(within: .milliseconds(50)) == nil)
        #expect(device.state.snapshot.isCellOn)
        device.send("Z")
        #expect(device.line() == "Z")
        #expect(device.output().suffix(2) == ["*", ""])
    }

    @Test func `a device that ignores an abort while it holds hears it when resumed`() throws {
        let device = try EmulatedDevice(speed: .factor(100), faults: "halt-ignores-abort@0")
        device.run(endless)
        _ = device.line()
        device.send("h")
        while let line = device.line(), line != "h" {}
        device.send("Z")
        #expect(device.line(within: .milliseconds(50)) == nil)
        #expect(device.state.snapshot.isCellOn)
        device.send("H")
        #expect(device.line() == "H")
        #expect(device.line()?.hasPrefix("P") == true)
        device.send("Z")
        #expect(device.output().suffix(2) == ["*", ""])
    }

    @Test func `a stray command is refused within the stream and the run goes on`() throws {
        let device = try EmulatedDevice(speed: .factor(100))
        device.run(endless)
        device.send("i")
        while let line = device.line(), line != "i!0006" {}
        #expect(device.line()?.hasPrefix("P") == true)
        #expect(device.state.snapshot.isCellOn)
    }

    @Test func `an empty line during a run has no answer`() throws {
        let device = try EmulatedDevice(speed: .factor(100))
        device.run(endless)
        device.send("", "Z")
        let output = device.output()
        #expect(output.contains("Z") && output.suffix(2) == ["*", ""])
    }

    @Test func `reversing a cyclic scan turns it round`() throws {
        let device = try EmulatedDevice(speed: .factor(10))
        device.run(Script.cyclic("0 1 0 10m 1", adding: "pck_add p"))
        device.send("R")
        let output = device.output()
        #expect(output.contains("R") && output.suffix(2) == ["*", ""])
        #expect(output.count { $0.hasPrefix("P") } < 190)
        #expect(output.last { $0.hasPrefix("P") } == "Pda8000000 ")
    }

    @Test func `the device goes on when its host leaves`() throws {
        let device = try EmulatedDevice(speed: .factor(100))
        device.run(endless)
        _ = device.line()
        device.channel.hostClose()
        let before = device.state.snapshot.pointsSent
        #expect(device.state.wait(upTo: .seconds(5)) { $0.pointsSent > before + 3 && $0.isCellOn })
        device.channel.hostOpen()
        device.send("Z")
        #expect(device.output().suffix(2) == ["*", ""])
    }

    @Test func `real time is kept`() throws {
        let device = try EmulatedDevice(speed: .factor(10))
        let start = ContinuousClock.now
        device.run("wait 500m")
        #expect(device.output() == ["e", ""])
        let elapsed = ContinuousClock.now - start
        #expect(elapsed >= .milliseconds(50) && elapsed < .seconds(2))
    }
}
