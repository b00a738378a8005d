import LabPrograms
import Testing

@Suite struct BenchTests {
    /// Writes down what it is asked for.
    private actor Notebook: Bench {
        var lines: [String] = []

        func measure(_ technique: some ElectrochemicalTechnique, on role: InstrumentRole) async throws -> Measurement {
            lines.append("measure \(technique.title) on \(role)")
            return Measurement(technique.technique, points: [])
        }
        func rest(_ duration: Duration) async throws { lines.append("rest \(duration.userText)") }
        func emit(_ name: String, _ data: JSONObject) async throws {
            lines.append("\(try EventName(authored: name)) \(data.fields.map(\.name))")
        }
        func note(_ text: String) async throws { lines.append(text) }
    }

    @Test func `code in a program sees the bench it is lent`() async throws {
        let recipe = recipe {
            Perform("code") { bench in
                let scan = try await bench.measure(CyclicVoltammetry.example)
                try await bench.rest(.seconds(1))
                try await bench.emit("peak_found", ["points": .integer(scan.points.count), "clean": true])
                try await bench.note("done")
            }
        }
        guard case .perform(let body) = recipe.items[0].step?.action else {
            Issue.record("no code")
            return
        }
        let notebook = Notebook()
        try await body.body(notebook)
        #expect(
            await notebook.lines == [
                "measure CV 100 mV/s on cell", "rest 1 s", "peak_found [\"points\", \"clean\"]", "done",
            ])
    }

    @Test func `an author's event has a name of its own`() throws {
        #expect(try EventName(authored: "peak_found").rawValue == "peak_found")
        #expect(throws: BadEventName.reserved("paused")) { try EventName(authored: "paused") }
        #expect(throws: BadEventName.noWord("")) { try EventName(authored: "") }
        #expect(throws: BadEventName.noWord("two words")) { try EventName(authored: "two words") }
        #expect(
            BadEventName.reserved("paused").description
                == "The event “paused” is the engine's own; a program must not emit it.")
        #expect(BadEventName.reserved("paused").hint == "Call it “my_paused”, for example; for a text use note.")
    }

    @Test func `a loop decides on what its round measured`() async throws {
        let recipe = recipe {
            RepeatUntil("until stable", atMost: 5) {
                CyclicVoltammetry.example
            } until: { round in
                round.index == 2 && round.measurements.isEmpty
            }
        }
        let until = try #require(recipe.items[0].loop?.until)
        #expect(try await !until(Iteration(index: 1, measurements: [])))
        #expect(try await until(Iteration(index: 2, measurements: [])))
    }
}
