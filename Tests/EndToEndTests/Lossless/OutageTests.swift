#if Kafka
import Foundation
import LabValues
import Testing

/// A broker that is away, before, amid and after a run: the run neither slows nor fails, and everything arrives later.
@Suite(.enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"))
struct OutageTests {
    /// The promise for the first delivery after an outage, and what a loaded machine may make of it.
    private static let (promised, hang) = (Duration.seconds(1), Duration.seconds(10))
    /// At this speed a cycle takes one second, with a point every 5 ms.
    private static let speed = "2"
    private static func program(cycles: Int) -> [String] {
        ["--set", "begin=100mV", "--set", "vertex1=0V", "--set", "cycles=\(cycles)"]
    }

    /// How long the broker is away amid a run: 6 s, or as many as `SOAK_OUTAGE` says.
    private let span = Duration.seconds(
        ProcessInfo.processInfo.environment["SOAK_OUTAGE"].flatMap { Int($0) } ?? 6)

    @Test func `a run without a broker completes, tells what is pending, and a drain delivers it`() async throws {
        let (broker, proxy, bench) = try await rig()
        proxy.beginOutage()
        let ending = try await bench.start(
            "cyclic-voltammetry", ["--publish", "kafka:\(proxy.bootstrap)", "--drain", "1"]
        ).ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let files = try bench.fileCopy()
        #expect(try ending.counts().pending == files.seqs.count)
        #expect(ending.errors.contains("\(files.seqs.count) pending"), "\(ending.errors)")
        #expect(try await bench.startOutbox("drain", "--patience", "1").ending().exitCode == 1, "still away")
        try proxy.endOutage()
        try await bench.drain()
        expectLossless(try await BrokerCopy.read(from: broker.kcat), files)
        #expect(try await bench.counts()?.pending == 0)
        await broker.stop()
    }

    @Test func `what a run could not deliver the next one delivers`() async throws {
        let (broker, proxy, bench) = try await rig()
        proxy.beginOutage()
        let sinks = ["--publish", "kafka:\(proxy.bootstrap)", "--drain", "1"]
        #expect(try await bench.start("cyclic-voltammetry", sinks, id: "first").ending().exitCode == 0)
        try proxy.endOutage()
        let slow = try await Bench(speed: "1")
        let second = try bench.start("cyclic-voltammetry", sinks, id: "second", at: slow.address)
        try await eventually("the first run is at the broker") {
            try await bench.counts("first")?.pending == 0
        }
        second.send(SIGTERM)
        #expect(await second.ending().exitCode == 3)
        let copies = try await BrokerCopy.readAll(from: broker.kcat)
        expectLossless(try #require(copies["first"]), try bench.fileCopy("first"))
        expectLossless(try #require(copies["second"]), try bench.fileCopy("second"))
        await broker.stop()
    }

    @Test func `a broker that goes amid a run slows nothing, and gets everything when it is back`() async throws {
        let (broker, proxy, bench) = try await rig(speed: Self.speed)
        let alone = try await Bench(speed: Self.speed)
        let program = Self.program(cycles: 8 + Int(span / .seconds(1)))  // longer than the outage
        async let plain = alone.duration(program)
        let run = try bench.start(
            "cyclic-voltammetry", program + ["--publish", "kafka:\(proxy.bootstrap)"])
        try await eventually("messages arrive") { proxy.counts.produceResponses > 5 }
        proxy.beginOutage()
        try await Task.sleep(for: span)  // what is tested is time
        let before = proxy.counts.produceResponses
        try proxy.endOutage()
        let back = ContinuousClock.now
        try await eventually("the first delivery", within: Self.hang) { proxy.counts.produceResponses > before }
        let first = ContinuousClock.now - back
        #expect(run.isRunning, "the run goes on")
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let ratio = try #require(ending.report["duration_s"]?.double) / (try await plain)
        print("outage of \(span): first delivery after \(first) (promised \(Self.promised)), step time × \(ratio)")
        #expect(ratio < 2, "a run that waits for the outage takes longer")
        let files = try bench.fileCopy()
        expectLossless(try await BrokerCopy.read(from: broker.kcat), files)
        let names = try bench.files().eventNames
        #expect(names.filter { $0 == "publisher_degraded" }.count == 1, "\(names)")
        #expect(names.filter { $0 == "publisher_recovered" }.count == 1, "\(names)")
        await broker.stop()
    }

    @Test func `a broker that goes before the end leaves the rest pending, and the drain delivers it`() async throws {
        let (broker, proxy, bench) = try await rig(speed: Self.speed)
        let run = try bench.start(
            "cyclic-voltammetry",
            Self.program(cycles: 4) + ["--publish", "kafka:\(proxy.bootstrap)", "--drain", "1"])
        try await eventually("messages arrive") { proxy.counts.produceResponses > 5 }
        proxy.beginOutage()
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let told = try ending.counts()
        #expect(told.pending > 0 && told.delivered > 0, "\(told)")
        #expect(ending.errors.contains("\(told.pending) pending"), "\(ending.errors)")
        try proxy.endOutage()
        try await bench.drain()
        let copy = try await BrokerCopy.read(from: broker.kcat)
        expectLossless(copy, try bench.fileCopy(), duplicates: 5000)
        await broker.stop()
    }

    private func rig(speed: String = "max") async throws -> (KafkaBroker, FrameProxy, Bench) {
        let broker = try await KafkaBroker.start()
        return (broker, try FrameProxy.start(to: broker.port), try await Bench(speed: speed))
    }
}

extension Bench {
    /// How long a run takes whose messages go nowhere, in seconds.
    fileprivate func duration(_ words: [String]) async throws -> Double {
        let run = try ProgramRun(
            "lab-runner",
            ["run", "cyclic-voltammetry", "--instrument", "emstat@\(address)", "--publish", "null", "--json"] + words)
        let ending = await run.ending(within: 120)
        return try #require(ending.report["duration_s"]?.double, "\(ending.errors)")
    }
}
#endif
