import LabTransport
import Testing

struct USBSelectorTests {
    private static let ports = [
        port("/dev/ttyS0"), port("/dev/ttyUSB0", "0403:6001", "RIG0"), port("/dev/ttyUSB1", "0403:6001", "RIG1"),
        port("/dev/ttyACM0", "0483:5740", "ES4"),
    ]

    private static func port(_ path: String, _ usb: String? = nil, _ serial: String? = nil) -> SerialPortDescription {
        var port = SerialPortDescription(path: path)
        port.usb = usb.flatMap { USBIdentity($0) }
        port.serialNumber = serial
        return port
    }

    private func pick(_ selector: String) throws -> String {
        let address = try LinkAddress("serial:usb=\(selector)")
        return try #require(USBSelector(selector)).port(among: Self.ports, for: address).path
    }

    @Test(arguments: [
        ("0403:6001", USBSelector(USBIdentity(vendor: 0x403, product: 0x6001))),
        ("403:6001:RIG0", USBSelector(USBIdentity(vendor: 0x403, product: 0x6001), serialNumber: "RIG0")),
        ("04D8:000A:A:B", USBSelector(USBIdentity(vendor: 0x4D8, product: 0xA), serialNumber: "A:B")),
    ])
    func `vendor, product and serial number are read`(text: String, expected: USBSelector) {
        #expect(USBSelector(text) == expected)
    }

    @Test(arguments: ["", "0403", "0403:", ":6001", "0403:6001:", "04031:6001", "ftdi:6001", "-403:6001", "0403:+601"])
    func `anything else is no selector`(text: String) {
        #expect(USBSelector(text) == nil)
    }

    @Test func `it is written as it is read, with four digits`() {
        #expect(USBSelector("403:6001:RIG0")?.description == "usb=0403:6001:RIG0")
        #expect(USBSelector("4d8:A")?.description == "usb=04d8:000a")
    }

    @Test func `the one port that fits is taken, whatever its name`() throws {
        #expect(try pick("0403:6001:RIG1") == "/dev/ttyUSB1")
        #expect(try pick("0483:5740") == "/dev/ttyACM0")
    }

    @Test func `several that fit are listed, and none is taken`() throws {
        let error = #expect(throws: LinkError.self) { try pick("0403:6001") }
        #expect(error?.description == "2 ports are such a device as serial:usb=0403:6001.")
        let hint = try #require(error?.hint)
        #expect(
            hint.contains("/dev/ttyUSB0 (0403:6001, serial number RIG0); /dev/ttyUSB1 (0403:6001, serial number RIG1)"))
        #expect(error?.code == "not_reachable")
    }

    @Test func `when none fits, what is there is said`() throws {
        let error = #expect(throws: LinkError.self) { try pick("0403:6001:RIG7") }
        #expect(error?.description == "No port is the device serial:usb=0403:6001:RIG7.")
        #expect(error?.hint?.contains("/dev/ttyACM0 (0483:5740, serial number ES4)") == true)
        #expect(error?.hint?.contains("/dev/ttyS0;") == true)
    }
}
