import LabControl
import LabValues
import Testing

@testable import LabRunnerKit

struct ControlOrderTests {
    @Test func `a limit that no run could take is refused before it is sent`() throws {
        let order = try ControlOrder(limit: "i_max=1mA")
        #expect(order.name == "set_limit" && order.parameters == ["name": "i_max", "value": "1mA"])
        for text in ["i_max", "i_max=1V", "speed=3", "step_time=-1s"] {
            #expect(throws: CommandFault.self, "\(text)") { try ControlOrder(limit: text) }
        }
    }

    @Test func `a command has an id of its own, its sender, and the reason it was given`() throws {
        let time = Timestamp(millisecondsSinceEpoch: 1000)
        let order = ControlOrder(CommandName.pause, now: true)
        let first = order.command(for: try ExperimentID("trial"), reason: "coffee", at: time)
        let second = order.command(for: nil, reason: nil, at: time)
        #expect(first.id?.isEmpty == false && first.id != second.id)
        #expect(first.issuer?.isEmpty == false)
        #expect(first.experiment?.text == "trial" && first.timestamp == time && first.isNow)
        #expect(first.parameters["reason"] == "coffee")
        #expect(second.experiment == nil && second.parameters == ["mode": "now"])
    }

    @Test(arguments: Self.typed)
    func `what is typed behind control becomes a command`(
        words: [String], name: String, parameters: JSONObject
    ) throws {
        let command = try #require(try ControlCommand.reading(words + ["--experiment-id", "trial"]))
        #expect(try command.order.name == name)
        #expect(try command.order.parameters == parameters)
        #expect(try command.options.experiment()?.text == "trial")
    }

    private static let typed: [([String], String, JSONObject)] = [
        (["pause", "--now"], "pause", ["mode": "now"]),
        (["resume", "--acknowledge", "i_max"], "resume", ["acknowledge": "i_max"]),
        (["stop"], "stop", [:]), (["skip-step"], "skip_step", [:]), (["status"], "status", [:]),
        (["ping"], "ping", [:]),
        (["note", "the lamp flickers"], "note", ["text": "the lamp flickers"]),
        (["set-limit", "e_max=0.5V"], "set_limit", ["name": "e_max", "value": "0.5V"]),
        (["send", "next_sample"], "next_sample", [:]),
    ]
}
