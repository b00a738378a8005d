import LabInstruments
import LabTransport
import LabValues
import Testing

@testable import LabRunnerKit

struct PortTableTests {
    private static let emstat = DriverDescription(
        name: "emstat", summary: "", role: .cell, models: ["pico"], baud: 230_400, version: "1", safety: "",
        ports: [PortHint(vendor: 0x403)])

    private static let converter: SerialPortDescription = {
        var port = SerialPortDescription(path: "/dev/ttyUSB0")
        port.usb = USBIdentity(vendor: 0x403, product: 0x6001)
        port.serialNumber = "RIG0"
        port.manufacturer = "FTDI"
        port.product = "FT232R USB UART"
        return port
    }()

    private static let locked: SerialPortDescription = {
        var port = SerialPortDescription(path: "/dev/ttyS0")
        port.description = "ttyS0"
        port.problem = .notPermitted
        return port
    }()

    @Test func `a port says what it is and what to type`() {
        let table = PortTable(ports: [Self.converter], drivers: [Self.emstat])
        #expect(
            table.lines == [
                "/dev/ttyUSB0 (0403:6001, serial number RIG0, FT232R USB UART)", "    made by FTDI",
                "    may be emstat@serial:usb=0403:6001:RIG0",
            ])
    }

    @Test func `a port that may not be opened is a line among the others`() {
        let table = PortTable(ports: [Self.locked, Self.converter], drivers: [])
        #expect(table.lines.prefix(2).joined().contains("/dev/ttyS0    this user may not open it"))
        #expect(table.lines.contains { $0.hasPrefix("/dev/ttyUSB0 ") })
    }

    @Test func `no port is said in words, with what to check`() {
        let lines = PortTable(ports: [], drivers: [Self.emstat]).lines
        #expect(lines.first?.hasPrefix("No serial port was found.") == true)
        #expect(lines.joined().contains("plugged in"))
        #expect(PortTable(ports: [], drivers: []).json == [])
    }

    @Test func `programs get the same facts as fields`() {
        let json = PortTable(ports: [Self.converter, Self.locked], drivers: [Self.emstat]).json
        #expect(
            json.elements?.first == [
                "path": "/dev/ttyUSB0", "address": "serial:usb=0403:6001:RIG0", "description": nil, "usb": "0403:6001",
                "serial_number": "RIG0", "manufacturer": "FTDI", "product": "FT232R USB UART", "problem": nil,
                "drivers": ["emstat"],
            ])
        #expect(json.elements?.last?["problem"] == "not_permitted")
        #expect(json.elements?.last?["drivers"] == [])
    }
}
