import Glibc

/// How long it takes from the start of the program to the first event on disk.
enum StartUp {
    static let benchmark = Benchmark(
        name: "start-up", summary: "from the start of lab-runner to the first event on disk"
    ) { [try measure()] }

    private static let repetitions = 15

    private static func measure() throws -> BenchmarkResult {
        var files: [Double] = [], event: [Double] = [], answer: [Double] = [], help: [Double] = []
        var baseline: [Double] = []
        let runner = try Workplace.runner()
        for _ in 0..<repetitions {
            let (opened, written) = try milliseconds(runner)
            files.append(opened)
            event.append(written)
            answer.append(written - opened)
            help.append(try millisecondsToEnd(runner, ["drivers"]))
            baseline.append(try millisecondsToEnd("/bin/true", []))
        }
        return BenchmarkResult(
            name: benchmark.name,
            figures: [
                Figure(name: "to the first event on disk", unit: "ms", readings: event),
                Figure(name: "to the run's files", unit: "ms", readings: files),
                Figure(name: "from there: the instrument's handshake", unit: "ms", readings: answer),
                Figure(name: "lab-runner drivers, to its end", unit: "ms", readings: help),
            ],
            baseline: Figure(name: "baseline: /bin/true, to its end", unit: "ms", readings: baseline),
            aim: "at most 60 ms")
    }

    /// When the run's directory was there, and when the first event was in its file.
    private static func milliseconds(_ runner: String) throws -> (files: Double, event: Double) {
        let place = try Workplace()
        let start = Stopwatch.wall
        let child = try ChildProgram(
            runner,
            [
                "run", "cyclic-voltammetry", "--instrument", "emstat@sim:redox?speed=max", "--publish",
                "file:\(place.path)/runs", "--experiment-id", "trial",
            ])
        var opened: Double?
        var facts = stat()
        while true {
            if opened == nil, stat("\(place.path)/runs/trial", &facts) == 0 { opened = Stopwatch.wall }
            if stat("\(place.path)/runs/trial/events.jsonl", &facts) == 0, facts.st_size > 0 { break }
            guard child.exitCode() == nil, Stopwatch.wall - start < 30e9 else {
                throw BenchmarkFault("the run wrote no event")
            }
            usleep(100)
        }
        let end = Stopwatch.wall
        child.kill()
        return (((opened ?? end) - start) / 1e6, (end - start) / 1e6)
    }

    private static func millisecondsToEnd(_ program: String, _ arguments: [String]) throws -> Double {
        let start = Stopwatch.wall
        try ChildProgram(program, arguments).wait()
        return (Stopwatch.wall - start) / 1e6
    }
}
