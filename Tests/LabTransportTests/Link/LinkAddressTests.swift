import LabTransport
import Testing

struct LinkAddressTests {
    @Test(
        arguments: [
            ("pty:/dev/pts/4", "pty", "/dev/pts/4", [:]),
            ("serial:usb=0403:6001:RIG0", "serial", "usb=0403:6001:RIG0", [:]),
            (
                "serial:/dev/ttyS1?baud=230400&flow=xonxoff", "serial", "/dev/ttyS1",
                ["baud": "230400", "flow": "xonxoff"]
            ),
            ("sim:randles:100,1k,20u?speed=max", "sim", "randles:100,1k,20u", ["speed": "max"]),
            ("sim:redox?", "sim", "redox", [:]),
            ("sim:redox?note=a=b?c&empty=", "sim", "redox", ["note": "a=b?c", "empty": ""]),
            ("tcp:[::1]:7000", "tcp", "[::1]:7000", [:]),
            ("exec:/opt/mein Gerät", "exec", "/opt/mein Gerät", [:]),
        ] as [(String, String, String, [String: String])])
    func `an address is read into its parts`(
        text: String, scheme: String, place: String, options: [String: String]
    ) throws {
        let address = try LinkAddress(text)
        #expect(address == LinkAddress(scheme: scheme, place: place, options: options))
        #expect(try LinkAddress(address.description) == address)
    }

    @Test func `options are written in the order of their names`() throws {
        #expect(try LinkAddress("sim:rc?b=2&a=1").description == "sim:rc?a=1&b=2")
    }

    @Test(arguments: [
        ("", "SCHEME:PLACE"), ("pty", "SCHEME:PLACE"), (":/dev/pts/4", "SCHEME:PLACE"),
        ("/dev/ttyUSB0", "SCHEME:PLACE"), ("pty:", "nothing stands after"), ("sim:?speed=max", "nothing stands after"),
        ("sim:redox?speed", "NAME=VALUE"), ("sim:redox?=max", "NAME=VALUE"),
        ("sim:redox?a=1&a=2", "given twice"), ("/dev/x:0", "no kind of link"), (" pty:/dev/pts/4", "no kind of link"),
        ("pty:/dev/null\u{0}/pts/4", "control character"), ("pty:/dev/pts/4\n", "control character"),
    ])
    func `a malformed address is refused with what is wrong`(text: String, expected: String) throws {
        let error = #expect(throws: LinkError.self) { try LinkAddress(text) }
        guard case .badAddress(text, let said) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(said.contains(expected), "\(said)")
    }
}
