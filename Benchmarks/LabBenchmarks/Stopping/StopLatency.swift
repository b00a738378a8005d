import LabControl
import LabValues

/// How long it takes from the sending of a `stop` to the abort byte on the wire.
enum StopLatency {
    static let benchmark = Benchmark(
        name: "stop-latency", summary: "from the sending of a stop to the abort byte on the wire, in mid-scan"
    ) { try await measure() }

    private static let runs = 500

    private static func measure() async throws -> [BenchmarkResult] {
        var socket: [Double] = [], baseline: [Double] = []
        for number in 0..<runs {
            socket.append(try await milliseconds(number))
            baseline.append(Handover.milliseconds())
        }
        return [
            Percentiles.result(
                "stop-latency, socket", socket, "from connect", baseline, "baseline: a byte from thread to thread",
                aim: "p99 at most 5 ms")
        ]
    }

    private static func milliseconds(_ number: Int) async throws -> Double {
        let place = try Workplace()
        let (clock, path) = (SystemClock(), ControlSocketPath(in: place.path, for: try ExperimentID("stop-\(number)")))
        let run = try await StoppedRun(
            try ExperimentID("stop-\(number)"), listeners: [SocketListener(at: path, clock: clock)])
        var stop = Command(CommandName.stop, timestamp: clock.wallTime)
        stop.id = "stop-\(number)"
        let start = Stopwatch.wall
        async let reply = SocketClient(at: path, clock: clock).send(stop, within: .seconds(30))
        let aborted = await run.aborted
        let last = try await reply
        guard last.status == .done else { throw BenchmarkFault("the stop \(last.status): \(last.reason ?? "")") }
        try await run.end()
        return (aborted - start) / 1e6
    }
}
