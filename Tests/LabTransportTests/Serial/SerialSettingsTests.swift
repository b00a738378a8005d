import LabTransport
import Testing

struct SerialSettingsTests {
    private static let defaults = SerialSettings(baud: 230_400)

    @Test func `an address without options keeps the driver's speed and 8N1`() throws {
        let settings = try Self.defaults.applying(LinkAddress("serial:/dev/ttyUSB0"))
        #expect(settings == Self.defaults)
        #expect(settings.bits == 8)
        #expect(settings.parity == .none)
        #expect(settings.stop == 1)
        #expect(settings.flow == .none)
        #expect(settings.dtr == nil)
    }

    @Test func `every option is taken over`() throws {
        let address = try LinkAddress(
            "serial:/dev/ttyS1?baud=9600&flow=xonxoff&bits=7&parity=even&stop=2&dtr=on&rts=off")
        var expected = SerialSettings(baud: 9600)
        expected.flow = .xonxoff
        expected.bits = 7
        expected.parity = .even
        expected.stop = 2
        expected.dtr = .on
        expected.rts = .off
        #expect(try Self.defaults.applying(address) == expected)
    }

    @Test(arguments: [
        (
            "buad=9600",
            "options of serial: are baud, bits, dtr, flow, parity, rts, stop, not “buad”; did you mean baud?"
        ),
        ("baud=fast", "baud is a number from 50 to 4000000, not “fast”"),
        ("baud=0", "baud is a number from 50 to 4000000, not “0”"),
        ("bits=9", "bits is a number from 5 to 8, not “9”"),
        ("stop=1.5", "stop is a number from 1 to 2, not “1.5”"),
        ("parity=mark", "parity is one of none, odd, even, not “mark”"),
        ("flow=hardware", "flow is one of none, xonxoff, rtscts, not “hardware”"),
        ("dtr=1", "dtr is one of on, off, not “1”"),
        ("flow=rtscts&rts=on", "with flow=rtscts the line RTS belongs to the port: leave rts= out"),
    ])
    func `an option that cannot be is refused with what exists`(options: String, sentence: String) throws {
        let address = try LinkAddress("serial:/dev/ttyUSB0?\(options)")
        #expect(throws: LinkError.badAddress(address: "\(address)", expected: sentence)) {
            try Self.defaults.applying(address)
        }
    }
}
