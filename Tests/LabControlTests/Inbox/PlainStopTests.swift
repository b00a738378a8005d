import LabControl
import LabTesting
import LabValues
import Testing

/// A stop that needs no signature acts whatever is written beside it.
struct PlainStopTests {
    private func line(_ fields: String) -> [UInt8] { Array(#"{"type":"command","command":"stop"\#(fields)}"#.utf8) }

    @Test(arguments: [
        "", #","timestamp":"2026-01-15T10:30:00Z""#, #","timestamp":"2026-01-15T10:30:00.123456+00:00""#,
        #","timestamp":"yesterday""#, #","timestamp":1768473000"#, #","timestamp":null,"params":null"#,
        #","params":[]"#, #","id":7"#, #","issuer":7"#, #","reply_to":{}"#, #","expires":"soon""#,
        #","timestamp":"2026-01-15T10:30:00Z","signature":null,"nonce":3,"key_id":[]"#,
        #","experiment_id":"exp-1","station":"rig-2","id":{}"#,
    ])
    func `a stop is not refused for a field beside it`(fields: String) throws {
        for origin in [CommandOrigin.kafka, .socket] {
            let rig = InboxRig()
            rig.inbox.receive(line: line(fields), from: origin, fallbackID: "echem_commands/0/1", route: rig.route)
            #expect(try #require(rig.inbox.take()).command.id == "echem_commands/0/1")
            #expect(rig.replies.isEmpty && !rig.eventNames.contains("command_refused"))
        }
    }

    @Test func `what can be read of it is kept`() throws {
        let rig = InboxRig()
        rig.send(line: line(#","id":"7","timestamp":3,"params":{"mode":"now","x":1},"reply_to":"echem_replies""#))
        let command = try #require(rig.inbox.take()).command
        #expect(command.isNow && command.id == "7" && command.replyTo == "echem_replies" && command.timestamp == wall)
        #expect(command.parameters["x"] == nil)
    }

    @Test(arguments: [
        #","timestamp":3,"signature":"ab""#, #","timestamp":3,"signature":7"#, #","timestamp":3,"station":7"#,
        #","timestamp":3,"experiment_id":"../x""#, #","timestamp":3,"type":"event""#,
    ])
    func `a stop that claims a signature, or whose addressee cannot be read, is refused and answered`(fields: String) {
        let rig = InboxRig()
        let text =
            fields.contains("type") ? #"{"command":"stop"\#(fields)}"# : String(decoding: line(fields), as: UTF8.self)
        rig.inbox.receive(line: text.utf8, from: .kafka, fallbackID: "echem_commands/0/1", route: rig.route)
        #expect(rig.takeAll().isEmpty)
        #expect(rig.said == [.init(.refused, "echem_commands/0/1", "malformed")])
    }

    @Test(arguments: [#","experiment_id":"another""#, #","station":"rig-3""#, #","timestamp":3,"station":"rig-3""#])
    func `a stop for others stays theirs`(fields: String) {
        let rig = InboxRig()
        rig.send(line: line(fields))
        #expect(rig.takeAll().isEmpty && rig.inbox.counts.ignored == 1)
    }

    @Test func `a stop with fields longer than is read acts without them`() throws {
        let rig = InboxRig()
        let long = String(repeating: "x", count: 1000)
        rig.send(
            command("stop", id: long) {
                ($0.issuer, $0.nonce, $0.keyID, $0.replyTo) = (long, long, long, long)
            })
        let read = try #require(rig.inbox.take()).command
        #expect(read.id == nil && read.issuer == nil && read.nonce == nil && read.keyID == nil && read.replyTo == nil)
        #expect(rig.refusal(of: signed("stop", id: "s") { $0.issuer = long }) == nil)
        #expect(rig.refusal(of: signed("stop", id: long)) == "too_long")
        #expect(rig.refusal(of: command("stop", id: "t") { $0.signature = long }) == "too_long")
        #expect(rig.refusal(of: command("stop", id: "t") { $0.signature = long }, over: .socket) == nil)
    }
}
