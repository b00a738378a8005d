import LabInstruments
import LabTransport
import Testing

@testable import LabRunnerKit

struct InstrumentAddressTests {
    @Test func `an address has a driver, a link and perhaps a role`() throws {
        let plain = try InstrumentAddress("emstat@pty:/dev/pts/4")
        #expect(plain.role == nil && plain.driver == "emstat" && plain.link.place == "/dev/pts/4")
        let named = try InstrumentAddress("left-cell=emstat@sim:randles:100,1k,20u?speed=max&model=emstat4")
        #expect(named.role == InstrumentRole(rawValue: "left-cell"))
        #expect(named.link.place == "randles:100,1k,20u")
        #expect(named.link.options == ["speed": "max", "model": "emstat4"])
        #expect("\(named)" == "left-cell=emstat@sim:randles:100,1k,20u?model=emstat4&speed=max")
    }

    @Test(arguments: ["emstat", "@sim:redox", "=emstat@sim:redox", "a b=emstat@sim:redox", "emstat@", "emstat@sim"])
    func `what is no address says how one reads`(text: String) {
        #expect(throws: LinkError.self) { try InstrumentAddress(text) }
    }
}
