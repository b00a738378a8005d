import LabEmulation
import Testing

struct CommunicationTests {
    @Test(arguments: [
        ("pico", "tespico1601#Jan 15 2026 10:30:00", "iSIMPICO0001", "v01.06.00"),
        ("emstat4", "tes4_lr1500#Mar 12 2026 14:28:01", "iSIMES4LR0001", "v01.09.00"),
        ("emstat4-hr", "tes4_hr1500#Mar 12 2026 14:28:01", "iSIMES4HR0001", "v01.09.00"),
    ])
    func `a device says who it is`(model: String, firmware: String, serial: String, version: String) throws {
        let device = try EmulatedDevice(model)
        device.send("t", "i", "v", "")
        #expect(
            [device.line(), device.line(), device.line(), device.line(), device.line()] == [
                firmware, "R*", serial, version, "",
            ])
    }

    @Test(arguments: [
        ("fail", "f!0003"), ("Z", "Z!0006"), ("h", "h!0006"), ("H", "H!0006"), ("Y", "Y!0006"), ("R", "R!0006"),
        ("m", "m!0048"), ("r", "r!000C"), ("G99", "G!0004"), ("Gx", "G!0007"), ("S0600", "S!0005"),
        (String(repeating: "x", count: 256), "x!0008"),
    ])
    func `what it cannot do is an error with the command's first character`(command: String, reply: String) throws {
        let device = try EmulatedDevice()
        device.send(command)
        #expect(device.line() == reply)
    }

    @Test func `a line of 255 characters is heard`() throws {
        let device = try EmulatedDevice()
        device.send(String(repeating: "x", count: 255))
        #expect(device.line() == "x!0003")
    }

    @Test(arguments: ["06", "07", "0A", "10"])
    func `registers a driver may read answer in hexadecimal`(register: String) throws {
        let device = try EmulatedDevice()
        device.send("G" + register)
        let reply = try #require(device.line())
        #expect(reply.first == "G" && reply.count > 1 && reply.dropFirst().allSatisfy(\.isHexDigit))
    }

    @Test func `capabilities are 256 bits`() throws {
        let device = try EmulatedDevice()
        for command in ["CC", "CM"] {
            device.send(command)
            #expect(device.line()?.count == 65)
        }
    }

    @Test func `after an error it hears nothing for a while`() throws {
        let device = try EmulatedDevice()
        device.send("fail", "i", "i")
        #expect(device.line() == "f!0003")
        device.send("i")
        #expect(device.line(within: .milliseconds(40)) == nil)
        device.listenAgain()
        device.send("i")
        #expect(device.line() == "iSIMPICO0001")
    }

    @Test func `carriage returns and flow control characters are ignored`() throws {
        let device = try EmulatedDevice()
        #expect(device.channel.hostWrite([0x11, 105, 0x13, 13, 10]))
        #expect(device.line() == "iSIMPICO0001")
    }

    @Test func `a loaded script runs as often as asked`() throws {
        let device = try EmulatedDevice()
        device.run("send_string \"Hello world!\"", with: "l")
        #expect(device.line() == "l")
        for round in 1...2 {
            device.send("r")
            #expect(device.output() == ["r", "THello world!", ""])
            #expect(device.state.snapshot.scripts == round)
        }
        #expect(device.state.snapshot.commands == 3)
    }

    @Test(arguments: [0...255, 0...31, 32...127, 128...255] as [ClosedRange<UInt8>])
    func `any bytes at all leave it alive`(bytes: ClosedRange<UInt8>) throws {
        let device = try EmulatedDevice()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20 {
            let noise = (0..<2000).map { _ in UInt8.random(in: bytes, using: &random) }
            #expect(device.channel.hostWrite(noise))
        }
        #expect(device.channel.hostWrite([10, 10]))
        #expect(device.answers("i", with: "iSIMPICO0001"))
    }
}
