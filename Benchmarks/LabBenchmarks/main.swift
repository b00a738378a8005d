import Glibc
import LabValues

// Usage: lab-benchmarks [NAME…] [--json]; all of them when none is named.
//
// LAB_BENCHMARK_BROKER=HOST:PORT measures against that Kafka broker, LAB_BENCHMARK_LOAD=SECONDS loads for so long.

let arguments = Array(CommandLine.arguments.dropFirst())
#if Kafka
try await KafkaRole.play(arguments)
#endif
let asJSON = arguments.contains("--json")
let names = arguments.filter { $0 != "--json" }
let known = BenchmarkCatalog.all.map(\.name)
for name in names where !known.contains(name) {
    fail("There is no benchmark called “\(name)”; there are: \(known.joined(separator: ", ")).", code: 2)
}
#if DEBUG
note("This is a debug build: its figures mean nothing. Build with -c release.")
#endif
for benchmark in BenchmarkCatalog.all where names.isEmpty || names.contains(benchmark.name) {
    note("\(benchmark.name): \(benchmark.summary) …")
    do {
        for result in try await benchmark.measure() {
            let lines = asJSON ? [String(decoding: result.json.encoded, as: UTF8.self)] : result.lines
            for line in lines { print(line) }
            fflush(nil)
        }
    } catch {
        fail("\(benchmark.name): \(error)", code: 1)
    }
}

func note(_ text: String) {
    let line = Array("\(text)\n".utf8)
    // Nobody waits for what is said beside the figures.
    _ = write(STDERR_FILENO, line, line.count)
}

func fail(_ text: String, code: Int32) -> Never {
    note(text)
    exit(code)
}
