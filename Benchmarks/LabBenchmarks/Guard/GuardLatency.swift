import Foundation
import LabValues

/// How long a cell stays on after its runner was killed in the middle of a scan.
///
/// `LAB_BENCHMARK_KILLS=N` says how often; the emulator's file is at most 20 ms behind.
enum GuardLatency {
    static let benchmark = Benchmark(
        name: "guard-latency", summary: "from kill -9 of lab-runner in a CV to the cell off at the emulator"
    ) { [try measure()] }

    private static let kills =
        ProcessInfo.processInfo.environment["LAB_BENCHMARK_KILLS"].flatMap { Int($0) }.map { max(1, $0) } ?? 30

    private static func measure() throws -> BenchmarkResult {
        let bench = try GuardBench()
        var deaths: [Double] = [], stops: [Double] = []
        for round in 0..<kills {
            deaths.append(try bench.millisecondsToOff(round: 2 * round, signal: SIGKILL))
            stops.append(try bench.millisecondsToOff(round: 2 * round + 1, signal: SIGINT))
        }
        let sorted = deaths.sorted()
        let parts = [50, 95, 99].map { part in
            Figure(name: "p\(part)", unit: "ms", readings: [sorted[min(sorted.count - 1, sorted.count * part / 100)]])
        }
        return BenchmarkResult(
            name: benchmark.name, figures: [Figure(name: "death to cell off", unit: "ms", readings: deaths)] + parts,
            baseline: Figure(name: "baseline: SIGINT to cell off", unit: "ms", readings: stops),
            aim: "p99 at most 2 s beyond the device's abort")
    }
}

/// An emulator, and runs on it that are ended by a signal.
private final class GuardBench {
    private let place: Workplace
    private let emulator: pid_t

    init() throws {
        place = try Workplace()
        emulator = try ChildProgram(
            try Workplace.neighbour("lab-emulator"),
            ["emstat", "--speed", "1", "--link", place.path + "/port", "--state", place.path + "/state.json"]
        ).process
        try Self.wait("the emulator", on: place.path + "/state.json") { $0["cell"] == "off" }
    }

    deinit {
        kill(emulator, SIGTERM)
        waitpid(emulator, nil, 0)
    }

    func millisecondsToOff(round: Int, signal: Int32) throws -> Double {
        let file = place.path + "/state.json"
        let before = try Self.state(file)?["points_sent"]?.int ?? 0
        try awaitFreeInstrument()
        let run = try ChildProgram(
            try Workplace.runner(),
            [
                "run", "cyclic-voltammetry", "--instrument", "emstat@pty:\(place.path)/port", "--publish",
                "file:\(place.path)/runs", "--experiment-id", "round-\(round)", "--state", place.path + "/lab",
            ])
        try Self.wait("the scan", on: file) { $0["cell"] == "on" && $0["points_sent"]?.int ?? 0 > before + 5 }
        usleep(.random(in: 0...300_000))
        let start = Stopwatch.wall
        kill(run.process, signal)
        try Self.wait("the cell to be off", on: file) { $0["cell"] == "off" }
        let end = Stopwatch.wall
        run.wait()
        return (end - start) / 1e6
    }

    /// A guard that writes still keeps the instrument.
    private func awaitFreeInstrument() throws {
        let directory = place.path + "/lab/run"
        // There is none before the first run.
        let locks = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for lock in locks where lock.hasSuffix(".lock") {
            let descriptor = open("\(directory)/\(lock)", O_RDWR)
            defer { close(descriptor) }
            while flock(descriptor, LOCK_EX | LOCK_NB) != 0 { usleep(1000) }
        }
    }

    private static func wait(_ what: String, on file: String, until isSo: (JSONValue) -> Bool) throws {
        let start = Stopwatch.wall
        while try state(file).map(isSo) != true {
            guard Stopwatch.wall - start < 30e9 else { throw BenchmarkFault("waited 30 s for \(what)") }
            usleep(200)
        }
    }

    /// What the emulator says; nil while it has said nothing.
    private static func state(_ file: String) throws -> JSONValue? {
        guard let bytes = FileManager.default.contents(atPath: file) else { return nil }
        return try JSONReader.read(bytes)
    }
}
