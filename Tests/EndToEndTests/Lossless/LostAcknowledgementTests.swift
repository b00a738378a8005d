#if Kafka
import Foundation
import LabValues
import Testing

/// Confirmations that get lost on the way: the producer sends again, and the broker has everything once.
@Suite(.enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"))
struct LostAcknowledgementTests {
    /// A run of about 6 s with a point every 10 ms.
    private static let program = ["--set", "begin=100mV", "--set", "vertex1=0V", "--set", "cycles=6"]

    /// One request at a time in the first preset, up to five in the second.
    @Test(arguments: [("reliable", 1), ("lowLatency", 3)])
    func `lost confirmations repeat nothing`(preset: String, count: Int) async throws {
        let broker = try await KafkaBroker.start()
        let proxy = try FrameProxy.start(to: broker.port)
        let bench = try await Bench(speed: "2")
        let run = try bench.start(
            "cyclic-voltammetry", Self.program + ["--publish", "kafka:\(proxy.bootstrap)"],
            environment: ["LAB_KAFKA_PRESET": preset])
        try await bench.waitUntilMeasuring()
        let (start, before) = (ContinuousClock.now, try ProcessUse(of: run.processIdentifier))
        for time in 1...3 {
            let passed = proxy.counts.produceResponses
            try await eventually("messages arrive") { proxy.counts.produceResponses > passed + 3 }
            proxy.dropProduceResponses(count)
            try await eventually("a confirmation is lost") { proxy.counts.droppedResponses >= time }
        }
        let used = try ProcessUse(of: run.processIdentifier).time - before.time
        print("processor: \(used / (ContinuousClock.now - start)) while \(proxy.counts.droppedResponses) are lost")
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        #expect(try ending.counts().pending == 0)
        expectLossless(try await BrokerCopy.read(from: broker.kcat), try bench.fileCopy(), duplicates: 0)
        await broker.stop()
    }

    /// Debian's librdkafka has been seen to burn a whole core while an idempotent producer waits for an answer.
    @Test func `waiting for a confirmation that does not come costs no processor`() async throws {
        let broker = try await KafkaBroker.start()
        let bench = try await Bench(speed: "1")
        let run = try bench.start(
            "cyclic-voltammetry", Self.program + ["--publish", "kafka:\(broker.bootstrap)"])
        try await bench.waitUntilMeasuring()
        let usual = try await ProcessUse.share(of: run.processIdentifier, during: .seconds(2))
        broker.pause()
        let waiting = try await ProcessUse.share(of: run.processIdentifier, during: .seconds(4))
        broker.resume()
        print("processor: \(usual) usually, \(waiting) while the broker is silent")
        #expect(waiting < usual + 0.5, "a core is burnt")
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        expectLossless(try await BrokerCopy.read(from: broker.kcat), try bench.fileCopy(), duplicates: 0)
        await broker.stop()
    }
}
#endif
