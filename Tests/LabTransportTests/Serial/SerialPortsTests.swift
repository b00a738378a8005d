import Foundation
import Testing

@testable import LabTransport

struct SerialPortsTests {
    @Test func `ports are the terminals that belong to a device, numbers in their order`() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "ports-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }  // gone already is as good
        func terminal(_ name: String, device: Bool, type: String? = nil) throws {
            let place = root.appending(path: name)
            try FileManager.default.createDirectory(
                at: device ? place.appending(path: "device") : place, withIntermediateDirectories: true)
            try type?.write(to: place.appending(path: "type"), atomically: false, encoding: .utf8)
        }
        for name in ["ttyUSB10", "ttyUSB2", "ttyACM0"] { try terminal(name, device: true) }
        try terminal("ttyS0", device: true, type: "4\n")
        try terminal("ttyS1", device: true, type: "0\n")
        try terminal("ttyS2", device: true)
        try terminal("tty1", device: false)
        try terminal("console", device: false)
        #expect(SerialPorts.names(in: root.path) == ["ttyACM0", "ttyS0", "ttyS2", "ttyUSB2", "ttyUSB10"])
    }

    @Test func `a machine that tells nothing has no ports`() {
        #expect(SerialPorts.names(in: "/nowhere/at/all") == [])
    }

    #if SerialPort
    @Test func `a port that cannot be read is described as far as it goes`() {
        let port = SerialPorts.describe("/dev/tty-nowhere")
        #expect(port.path == "/dev/tty-nowhere")
        #expect(port.problem == .missing)
    }
    #endif

    @Test func `a hint fits by vendor, product and beginning of the name`() {
        var port = SerialPortDescription(path: "/dev/ttyUSB0")
        port.usb = USBIdentity(vendor: 0x403, product: 0x6001)
        port.product = "ESPicoDev 1.1"
        #expect(PortHint(namePrefix: "ESPicoDev").fits(port))
        #expect(PortHint(vendor: 0x403).fits(port))
        #expect(PortHint(vendor: 0x403, product: 0x6001, namePrefix: "ES").fits(port))
        #expect(!PortHint(vendor: 0x403, product: 0x6015).fits(port))
        #expect(!PortHint(vendor: 0x403, namePrefix: "Nexus").fits(port))
        #expect(!PortHint().fits(port))
        #expect(!PortHint(vendor: 0x403).fits(SerialPortDescription(path: "/dev/ttyS0")))
    }

    @Test func `the address of a port is lasting where its device has a serial number`() {
        var port = SerialPortDescription(path: "/dev/ttyUSB0")
        #expect("\(port.address)" == "serial:/dev/ttyUSB0")
        port.usb = USBIdentity(vendor: 0x403, product: 0x6001)
        #expect("\(port.address)" == "serial:/dev/ttyUSB0")
        port.serialNumber = "RIG0"
        #expect("\(port.address)" == "serial:usb=0403:6001:RIG0")
    }
}
