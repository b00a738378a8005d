import Foundation

/// How much memory a run takes, and whether a longer one takes more.
enum MemoryUse {
    static let benchmark = Benchmark(
        name: "memory", summary: "memory of lab-runner at 100 000 and at 1 000 000 points"
    ) { [try measure()] }

    private static let repetitions = 5

    private static func measure() throws -> BenchmarkResult {
        var short: [Memory] = [], long: [Memory] = []
        for _ in 0..<repetitions {
            short.append(try memory(seconds: 1000))
            long.append(try memory(seconds: 10_000))
        }
        return BenchmarkResult(
            name: benchmark.name,
            figures: [
                Figure(name: "resident at the end, 1 000 000 points", unit: "MiB", readings: long.map(\.atEnd)),
                Figure(name: "resident at most, 1 000 000 points", unit: "MiB", readings: long.map(\.highest)),
                Figure(name: "resident at most, 100 000 points", unit: "MiB", readings: short.map(\.highest)),
            ],
            baseline: Figure(
                name: "baseline: at the end, 100 000 points", unit: "MiB", readings: short.map(\.atEnd)),
            aim: "flat: a ratio near 1")
    }

    private struct Memory {
        var atEnd = 0.0
        var highest = 0.0
    }

    /// A CA with 100 points a second on the simulated cell, as fast as possible.
    private static func memory(seconds: Int) throws -> Memory {
        let place = try Workplace()
        let child = try ChildProgram(
            try Workplace.runner(),
            [
                "run", "open-circuit-then-chronoamperometry", "--instrument", "emstat@sim:resistor:10k?speed=max",
                "--set", "potential=100mV", "--set", "rest=100ms", "--set", "interval=10ms", "--set",
                "duration=\(seconds)s", "--set", "range=100uA", "--publish", "file:\(place.path)/runs",
            ])
        var memory = Memory()
        while true {
            // A process that has just ended has no memory any more: what was read before counts.
            if let status = try? String(contentsOfFile: "/proc/\(child.process)/status", encoding: .utf8) {
                memory.atEnd = mebibytes("VmRSS:", in: status) ?? memory.atEnd
                memory.highest = mebibytes("VmHWM:", in: status) ?? memory.highest
            }
            if let code = child.exitCode() {
                guard code == 0 else { throw BenchmarkFault("the run ended with \(code)") }
                return memory
            }
            usleep(5000)
        }
    }

    /// A line of `/proc/PID/status`.
    static func mebibytes(_ name: String, in status: String) -> Double? {
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
    }
}
