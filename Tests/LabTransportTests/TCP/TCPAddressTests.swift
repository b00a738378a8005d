import LabTransport
import Testing

struct TCPAddressTests {
    @Test(arguments: [
        ("tcp:lab-pc:7000", "lab-pc", 7000), ("tcp:192.0.2.7:65535", "192.0.2.7", 65535), ("tcp:[::1]:1", "::1", 1),
        ("tcp:[fe80::1%eth0]:7000", "fe80::1%eth0", 7000),
    ])
    func `host and port are read`(text: String, host: String, port: Int) throws {
        let address = try TCPAddress(LinkAddress(text))
        #expect(address.host == host)
        #expect(Int(address.port) == port)
    }

    @Test(arguments: [
        ("tcp:lab-pc", "tcp:HOST:PORT"), ("tcp::7000", "no host"), ("tcp:lab-pc:", "from 1 to 65535"),
        ("tcp:lab-pc:0", "from 1 to 65535"), ("tcp:lab-pc:65536", "from 1 to 65535"),
        ("tcp:lab-pc:+7", "from 1 to 65535"), ("tcp:::1:7000", "in brackets"), ("tcp:[]:7", "in brackets"),
        ("tcp:lab-pc:7000?baud=9600", "takes no options, but there is baud"),
    ])
    func `anything else is refused with what is wrong`(text: String, sentence: String) throws {
        let address = try LinkAddress(text)
        let error = #expect(throws: LinkError.self) { try TCPAddress(address) }
        #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
        #expect(error?.code == "invalid_input")
    }
}
