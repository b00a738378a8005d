import LabValues
import Testing

@testable import LabRunnerKit

/// What goes over the wire between a run and its guard, and what does not.
struct GuardMessageTests {
    @Test func `every message is read as it was sent`() throws {
        let open = try ArmedInstrument.toy("left=emstat@serial:/dev/ttyUSB0?baud=921600", usb: "0403:6001:RIG0")
        for message in [GuardMessage.armed([]), .armed([open, try .toy()]), .alive, .goodbye, .ready] {
            #expect(GuardMessage(message.encoded) == message)
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"type":"armed"}"#, #"{"type":"armed","instruments":[{}]}"#, #"{"type":7}"#,
        #"{"type":"armed","instruments":[{"experiment_id":"../x","role":"cell","address":"a@pty:/x","model":"m","serial_number":"s"}]}"#,
        #"{"type":"armed","instruments":[{"format":3,"experiment_id":"x","role":"cell","address":"a@pty:/x","model":"m","serial_number":"s"}]}"#,
        #"{"type":"armed","instruments":[{"experiment_id":"x","role":"","address":"a@pty:/x","model":"m","serial_number":"s"}]}"#,
        #"{"type":"armed","instruments":[{"experiment_id":"x","role":"cell","address":"nowhere","model":"m","serial_number":"s"}]}"#,
        #"{"type":"armed","instruments":[{"experiment_id":"x","role":"cell","address":"a@pty:/x","model":"m","serial_number":9}]}"#,
    ])
    func `what is no message is none`(text: String) {
        #expect(GuardMessage(text.utf8) == nil)
    }

    @Test func `ten thousand damaged messages are read without harm`() throws {
        var random = SystemRandomNumberGenerator()
        let whole = GuardMessage.armed([try .toy(), try .toy("emstat@tcp:lab-pc:7000")]).encoded
        for _ in 0..<10_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = GuardMessage(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
        }
    }

    @Test func `a note of the first form is still read`() throws {
        let text = """
            {"experiment_id":"x","role":"cell","address":"emstat@pty:/dev/pts/1","model":"m","serial_number":"s","pid":7}
            """
        let note = try ArmedInstrument(try JSONReader.read(text.utf8))
        #expect(note.identity.serialNumber == "s" && note.usb == nil && note.process == 7)
    }

    @Test func `a port is looked for under the name of its device first`() throws {
        let open = try ArmedInstrument.toy("emstat@serial:/dev/ttyUSB0?baud=921600", usb: "0403:6001:RIG0")
        #expect(
            open.addresses.map(\.description)
                == ["emstat@serial:usb=0403:6001:RIG0?baud=921600", "emstat@serial:/dev/ttyUSB0?baud=921600"])
        #expect(try ArmedInstrument.toy("emstat@serial:usb=0403:6001:RIG0", usb: "0403:6001:RIG0").addresses.count == 1)
        #expect(try ArmedInstrument.toy().addresses.count == 1)
    }

    @Test(arguments: [("off", nil), ("2", 2), ("0.5", 0.5), (nil, 30)] as [(String?, Double?)])
    func `the span of silence is read`(text: String?, seconds: Double?) throws {
        #expect(try GuardHeartbeat.read(text) == seconds.map { Duration.seconds($0) })
    }

    @Test(arguments: ["", "on", "0", "-1", "nan", "inf", "1e9", "30s"])
    func `a malformed span is refused by name`(text: String) {
        let fault = #expect(throws: CommandFault.self) { try GuardHeartbeat.read(text) }
        #expect(fault?.description.contains("LAB_GUARD_HEARTBEAT") == true)
    }
}
