import Foundation
import LabTransport
import LabValues
import Testing

@testable import LabRunnerKit

/// One run at a time has an instrument, however its address is written.
final class InstrumentLockTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "lab-locks-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: directory) }  // a directory that is gone is as good

    private func take(_ address: String, for name: String = "trial") throws -> [InstrumentLock] {
        try InstrumentLock.take([try LinkAddress(address)], for: name, in: directory.path)
    }

    private func ports() -> [SerialPortDescription] {
        var first = SerialPortDescription(path: "/dev/ttyUSB7")
        (first.usb, first.serialNumber) = (USBIdentity("0403:6001"), "RIG0")
        var second = SerialPortDescription(path: "/dev/ttyUSB8")
        second.usb = USBIdentity("10c4:ea60")
        return [first, second]
    }

    private func key(_ address: String) throws -> String? {
        InstrumentKey(try LinkAddress(address), among: ports())?.description
    }

    @Test func `one device has one key, by path and by what it says of itself`() throws {
        #expect(try key("serial:usb=0403:6001:RIG0") == "usb=0403:6001:RIG0")
        #expect(try key("serial:usb=0403:6001") == "usb=0403:6001:RIG0")
        #expect(try key("serial:usb=10c4:ea60?baud=9600") == "device:/dev/ttyUSB8")
        #expect(try key("serial:usb=0000:0001") == "serial:usb=0000:0001")
        #expect(try key("serial:usb=0000:0001:AWAY") == "usb=0000:0001:AWAY")
        #expect(try key("serial:/dev/null") == "device:/dev/null")
        #expect(try key("tcp:Lab-PC:7000") == "tcp:lab-pc:7000")
        #expect(try key("sim:redox") == nil)
    }

    @Test func `a link leads to the key of its device`() throws {
        let link = directory.appending(path: "port").path
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
        #expect(try key("pty:\(link)") == "device:/dev/null")
    }

    @Test func `a lock that somebody has is refused with who that is`() throws {
        let locks = try take("pty:/dev/null")
        let fault = #expect(throws: CommandFault.self) { try take("pty:/dev/null", for: "other") }
        #expect(fault?.code == "not_reachable")
        #expect(fault?.description == "pty:/dev/null is in use by lab-runner (pid \(getpid())): trial.")
        withExtendedLifetime(locks) {}
    }

    @Test func `a lock that nobody holds any more is free`() throws {
        _ = try take("pty:/dev/null")
        #expect(try take("pty:/dev/null", for: "other").count == 1)
    }

    @Test func `a lock whose owner has died is being looked after`() throws {
        let lock = try #require(try take("pty:/dev/null").first)
        let note = #"{"name":"trial","pid":2147483647}"#
        #expect(pwrite(lock.descriptor, note, note.utf8.count, 0) == note.utf8.count)
        ftruncate(lock.descriptor, off_t(note.utf8.count))
        let fault = #expect(throws: CommandFault.self) { try take("pty:/dev/null") }
        #expect(fault?.description.contains("died; its guard is making it safe") == true)
    }

    @Test(arguments: ["", "{", "[1]", #"{"name":4,"pid":"x"}"#, #"{"name":"x","pid":99999999999}"#])
    func `whatever stands in a lock, it only is not told who has it`(note: String) throws {
        let lock = try #require(try take("pty:/dev/null").first)
        ftruncate(lock.descriptor, 0)
        pwrite(lock.descriptor, note, note.utf8.count, 0)
        let fault = #expect(throws: CommandFault.self) { try take("pty:/dev/null") }
        #expect(fault?.description == "pty:/dev/null is in use by another run.")
    }

    @Test func `a planted link in the place of a lock is not followed`() throws {
        let lock = directory.appending(path: "instrument-device_3a_2fdev_2fnull.lock").path
        try FileManager.default.createSymbolicLink(atPath: lock, withDestinationPath: "/etc/passwd")
        #expect(throws: CommandFault.self) { try take("pty:/dev/null") }
    }

    @Test func `any address makes a file's name`() throws {
        let long = String(repeating: "ü/", count: 2000)
        let name = try #require(InstrumentKey(LinkAddress(scheme: "exec", place: long), among: [])).fileName
        #expect(name.utf8.count <= 200 && !name.contains("/"))
    }
}
