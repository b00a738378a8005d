import LabControl
import LabEngine
import LabPrograms
import LabTesting
import LabValues
import Testing

/// Commands that are none, and commands from nobody we know: no effect, and the process lives.
@Suite(.timeLimit(.minutes(2))) struct HostileCommandTests {
    /// A run that rests, with somebody who may and somebody who may not.
    private struct Bench {
        let clock = ManualClock()
        let rig: Rig
        let engine: ExperimentEngine
        let stranger: Caller
        let caller: Caller

        init(_ policy: CommandPolicy.AcceptUnsigned) {
            var rig = Rig(clock: clock)
            rig.commands.policy = CommandPolicy(acceptUnsigned: policy)
            self.rig = rig
            engine = rig.engine { Repeat(100_000) { Rest(.seconds(3600)) } }
            stranger = Caller(engine, rig, over: .shared, source: "kafka")
            caller = Caller(engine, rig)
        }

        /// Sends the lines into the running engine, and shows that nothing came of them.
        func endures(_ lines: [[UInt8]], sourceLocation: SourceLocation = #_sourceLocation) async {
            async let ending = engine.run()
            await rig.diary.wait(for: "step_started")
            for line in lines { stranger.send(line: line) }
            let reply = await caller.ask("status")
            #expect(reply.status == .done && reply.state == "running", sourceLocation: sourceLocation)
            clock.advance(by: .seconds(1))  // for the summary
            await rig.diary.wait(for: "commands_refused")
            #expect(engine.inbox.counts.refused == lines.count, sourceLocation: sourceLocation)
            #expect(rig.journal.data(of: .commandRefused).count == 10, sourceLocation: sourceLocation)
            let summed = rig.journal.data(of: .commandsRefused).compactMap { $0["count"]?.int }.reduce(0, +)
            #expect(summed == lines.count - 10, sourceLocation: sourceLocation)
            let received = rig.journal.data(of: .commandReceived).compactMap { $0["source"]?.text }
            #expect(received == ["socket"], sourceLocation: sourceLocation)
            caller.send("stop", id: "end")
            let report = await ending
            #expect(report.outcome == .stopped && caller.statuses(of: "end") == [.accepted, .done])
            rig.journal.checkCompleteness(sourceLocation: sourceLocation)
        }
    }

    private static func command(_ name: String, _ random: inout SeededNumbers) -> Command {
        var command = Command(name, timestamp: Timestamp(millisecondsSinceEpoch: 0))
        command.id = "\(UInt32.random(in: 0 ... .max, using: &random))"
        command.parameters = ["mode": "now", "name": "i_max", "value": "1mA", "text": "hm", "acknowledge": "i_max"]
        return command
    }

    @Test func `ten thousand lines of rubbish do nothing`() async {
        await offThePool {
            let seed = UInt64.random(in: 0...UInt64(UInt32.max))
            var random = SeededNumbers(seed: seed)
            var lines: [[UInt8]] = []
            for _ in 0..<10_000 {
                var line = Self.command(CommandName.builtIn.randomElement(using: &random) ?? "", &random).encoded
                switch Int.random(in: 0..<4, using: &random) {
                case 0: line.removeLast(Int.random(in: 1..<line.count, using: &random))
                case 1:
                    line = (0..<Int.random(in: 1...200, using: &random)).map { _ in .random(in: 0...255, using: &random)
                    }
                case 2:
                    line.insert(.random(in: 0...255, using: &random), at: .random(in: 0..<line.count, using: &random))
                default:
                    for _ in 0..<Int.random(in: 1...8, using: &random) {
                        line[.random(in: 0..<line.count, using: &random)] = .random(in: 0...255, using: &random)
                    }
                }
                lines.append(line)
            }
            lines.append(Array(repeating: UInt8(ascii: "["), count: 60_000))
            lines.append(Array(repeating: UInt8(ascii: "x"), count: 100_000))
            await Bench(.none).endures(lines)
        }
    }

    @Test func `ten thousand forged commands do nothing, stop among them`() async {
        await offThePool {
            let seed = UInt64.random(in: 0...UInt64(UInt32.max))
            var random = SeededNumbers(seed: seed)
            let lines = (0..<10_000).map { _ in
                var command = Self.command(CommandName.builtIn.randomElement(using: &random) ?? "", &random)
                command.keyID = "phone"
                command.nonce = command.id
                command.expires = Timestamp(millisecondsSinceEpoch: 60_000)
                command.signature = "ed25519:" + String(repeating: "0a", count: 64)
                return command.encoded
            }
            await Bench(.all).endures(lines)
        }
    }

    @Test func `parameters of any shape never harm the run`() async {
        await offThePool {
            let seed = UInt64.random(in: 0...UInt64(UInt32.max))
            var random = SeededNumbers(seed: seed)
            let bench = Bench(.all)
            async let ending = bench.engine.run()
            await bench.rig.diary.wait(for: "step_started")
            let values: [JSONValue] = [
                .null, .bool(true), .integer(.min), .integer(.max), .number(-1e308), "", "now", "i_max", "1mA", "-0V",
                "1e999s",
                .string(String(repeating: "é", count: 700)), [], [[[]]], .object(JSONObject()), "9999999999999999999h",
                "0",
            ]
            for index in 0..<1000 {
                let name = CommandName.builtIn.filter { $0 != "stop" }.randomElement(using: &random) ?? ""
                var parameters = JSONObject()
                for key in ["mode", "reason", "acknowledge", "name", "value", "text"] where Bool.random(using: &random)
                {
                    parameters[key] = values.randomElement(using: &random)
                }
                let isLimit = name == "set_limit" && Bool.random(using: &random)
                if isLimit {
                    parameters["name"] = LimitName.allCases.randomElement(using: &random).map { .string($0.rawValue) }
                }
                bench.caller.send(name, parameters)
                if index % 20 == 0 { _ = await bench.caller.ask("ping") }
            }
            bench.caller.send("stop", id: "end")
            _ = await ending
            let replies = Dictionary(grouping: bench.caller.replies) { $0.id ?? "" }
            let answered = bench.caller.sent.filter { id in replies[id]?.filter { $0.status != .accepted }.count == 1 }
            #expect(answered == bench.caller.sent, "seed \(seed)")
            bench.rig.journal.checkCompleteness()
        }
    }
}
