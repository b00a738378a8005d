import LabControl
import LabValues
import Testing

@testable import LabRunnerKit

struct ControlConversationTests {
    private func reply(
        _ status: CommandReply.Status, safe: [String: SafeState] = [:]
    ) throws -> CommandReply {
        var reply = CommandReply(
            id: "1", command: "stop", timestamp: Timestamp(millisecondsSinceEpoch: 0),
            experiment: try ExperimentID("trial"), status: status, state: "finished")
        for (role, state) in safe { reply.safe[InstrumentRole(rawValue: role)] = state }
        return reply
    }

    @Test func `the exit code is that of the worst reply, and a cell that may be on outranks all`() throws {
        func code(_ replies: CommandReply...) -> Int32 { ControlConversation.exitCode(of: replies) }
        let done = try reply(.done, safe: ["cell": .confirmed])
        #expect(code(done) == 0)
        #expect(code(try reply(.done, safe: ["cell": .acknowledged])) == 0)
        #expect(code(done, try reply(.refused)) == 2)
        #expect(code(try reply(.refused), try reply(.failed), done) == 1)
        #expect(code(try reply(.failed), try reply(.done, safe: ["a": .confirmed, "b": .unconfirmed])) == 5)
        #expect(code() == 1)
    }
}
