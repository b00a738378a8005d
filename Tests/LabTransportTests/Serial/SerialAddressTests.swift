import LabTransport
import LabValues
import Testing

struct SerialAddressTests {
    private func read(_ text: String) throws -> SerialAddress {
        try SerialAddress(LinkAddress(text), defaults: SerialSettings(baud: 9600))
    }

    #if SerialPort
    @Test func `a path and a USB device are places`() throws {
        #expect(try read("serial:/dev/serial/by-id/usb-0:1").place == .path("/dev/serial/by-id/usb-0:1"))
        let selector = USBSelector(USBIdentity(vendor: 0x403, product: 0x6001), serialNumber: "RIG0")
        #expect(try read("serial:usb=0403:6001:RIG0?baud=115200").place == .usb(selector))
        #expect(try read("serial:usb=0403:6001:RIG0?baud=115200").settings.baud == 115_200)
    }

    @Test(arguments: ["serial:ttyUSB0", "serial:usb=0403", "serial:COM3", "serial:./tty"])
    func `anything else is refused with an example`(text: String) {
        let error = #expect(throws: LinkError.self) { try read(text) }
        #expect(error?.code == "invalid_input")
        #expect(error?.description.contains("serial:/dev/ttyUSB0") == true)
        #expect(error?.description.contains("serial:usb=0403:6001:RIG0") == true)
    }

    @Test(arguments: [
        ("serial:/dev/tty-nowhere", LinkError.notFound(address: "serial:/dev/tty-nowhere")),
        ("serial:/dev/null", .notATerminal(address: "serial:/dev/null")),
        ("serial:/dev", .notATerminal(address: "serial:/dev")),
        ("serial:/dev/null/tty", .notFound(address: "serial:/dev/null/tty")),
    ])
    func `what is no port is told apart`(text: String, expected: LinkError) throws {
        #expect(throws: expected) {
            try SerialLink.open(LinkAddress(text), defaults: SerialSettings(baud: 9600), clock: SystemClock())
        }
    }
    #else
    @Test func `a build without serial ports says how to get them`() {
        let error = #expect(throws: LinkError.self) { try read("serial:/dev/ttyUSB0") }
        #expect(error?.code == "invalid_input")
        #expect(error?.hint?.contains("trait SerialPort") == true)
        #expect(SerialPorts.list().isEmpty)
    }
    #endif

    @Test func `who may not open a port learns the group and the udev line`() {
        let usb = USBIdentity(vendor: 0x403, product: 0x6001)
        let error = LinkError.portNotPermitted(address: "serial:/dev/ttyUSB0", group: "dialout", usb: usb)
        #expect(error.description == "This user may not open serial:/dev/ttyUSB0.")
        #expect(error.hint?.contains("usermod -aG dialout $USER") == true)
        let rule = #"SUBSYSTEM=="tty", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", GROUP="dialout", MODE="0660""#
        #expect(error.hint?.contains(rule) == true)
    }
}
