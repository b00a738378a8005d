import LabValues

/// What one producer made of some messages.
struct Traffic: Sendable {
    var messages: Double
    var seconds: Double
    /// Of all threads of the process.
    var processorSeconds: Double
    /// From emission to acknowledgement, in milliseconds.
    var (p50, p95, p99) = (0.0, 0.0, 0.0)
    var residentMebibytes = 0.0

    var perSecond: Double { messages / seconds }
    /// Microseconds of processor time for a message.
    var processorPerMessage: Double { processorSeconds / messages * 1e6 }

    init(messages: Int, seconds: Double, processorSeconds: Double, waits: [Double] = []) {
        (self.messages, self.seconds, self.processorSeconds) = (Double(messages), seconds, processorSeconds)
        let sorted = waits.sorted()
        guard !sorted.isEmpty else { return }
        (p50, p95, p99) = (sorted.percentile(50), sorted.percentile(95), sorted.percentile(99))
    }

    /// What a child process reported.
    init(_ report: JSONValue) throws {
        func number(_ name: String) throws -> Double {
            guard let value = report[name]?.double else { throw BenchmarkFault("a report without \(name)") }
            return value
        }
        guard try number("failures") == 0 else { throw BenchmarkFault("messages were not delivered") }
        (messages, seconds) = (try number("messages"), try number("seconds"))
        processorSeconds = try number("processor_seconds")
        (p50, p95, p99) = (try number("p50_ms"), try number("p95_ms"), try number("p99_ms"))
        residentMebibytes = try number("resident_kib") / 1024
    }

    /// The same, to be read by the parent process.
    var json: JSONValue {
        [
            "messages": .number(messages), "failures": 0, "seconds": .number(seconds),
            "processor_seconds": .number(processorSeconds), "p50_ms": .number(p50), "p95_ms": .number(p95),
            "p99_ms": .number(p99), "resident_kib": .number(residentMebibytes * 1024),
        ]
    }
}

extension [Double] {
    /// For sorted readings, of which there is at least one.
    func percentile(_ percent: Int) -> Double { self[(count - 1) * percent / 100] }
}
