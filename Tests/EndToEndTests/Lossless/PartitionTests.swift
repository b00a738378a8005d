#if Kafka
import Foundation
import LabValues
import Testing

/// Topics that get more partitions amid an experiment: it stays where it began.
@Suite(.enabled(if: TestTools.have("noida-db", "kcat", "setpriv"), "run scripts/setup.sh --tests"))
struct PartitionTests {
    private static let program = ["--set", "begin=100mV", "--set", "vertex1=0V", "--set", "cycles=4"]

    @Test func `an experiment stays in its partition when there are more`() async throws {
        let (broker, bench) = try await rig()
        let run = try start(bench, broker)
        try await addPartitions(broker)
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        expectLossless(try await BrokerCopy.read(from: broker.kcat), try bench.fileCopy(), duplicates: 0)
        try await expectAnotherChoiceNow(broker)
        await broker.stop()
    }

    @Test func `it stays there also when another process delivers the rest`() async throws {
        let (broker, bench) = try await rig()
        let proxy = try FrameProxy.start(to: broker.port)
        let run = try start(bench, proxy.bootstrap)
        try await addPartitions(broker)
        proxy.beginOutage()
        try await bench.moveOn()
        run.send(SIGKILL)
        _ = await run.ending()
        let before = try await BrokerCopy.read(from: broker.kcat)
        try proxy.endOutage()
        try await bench.drain()
        let after = try await BrokerCopy.read(from: broker.kcat)
        expectLossless(after, try bench.fileCopy(), duplicates: 5000)
        #expect(before.all.count < after.all.count, "something was left for the other process")
        #expect(before.partitions == after.partitions)
        try await expectAnotherChoiceNow(broker)
        await broker.stop()
    }

    private func rig() async throws -> (KafkaBroker, Bench) {
        let broker = try await KafkaBroker.start()
        for topic in BrokerCopy.topics { try await broker.createTopic(topic, partitions: 3) }
        return (broker, try await Bench(speed: "2"))
    }

    private func start(_ bench: Bench, _ bootstrap: String) throws -> ProgramRun {
        try bench.start("cyclic-voltammetry", Self.program + ["--no-guard", "--publish", "kafka:\(bootstrap)"])
    }

    private func start(_ bench: Bench, _ broker: KafkaBroker) throws -> ProgramRun {
        try start(bench, broker.bootstrap)
    }

    /// Waits for the first points at the broker; then there are more partitions.
    private func addPartitions(_ broker: KafkaBroker) async throws {
        try await eventually("points arrive") {
            try await BrokerCopy.read(from: broker.kcat).topics["echem_data"]?.isEmpty == false
        }
        for topic in BrokerCopy.topics { try await broker.addPartitions(topic, to: 16) }
    }

    /// Otherwise the test would prove nothing: who goes by the key alone goes elsewhere now.
    private func expectAnotherChoiceNow(_ broker: KafkaBroker) async throws {
        let chooser = Kcat(broker.bootstrap, settings: ["topic.partitioner": "murmur2_random"])
        let ours = try #require(try await BrokerCopy.read(from: broker.kcat).partitions["echem_data"])
        try await chooser.produce(["probe"], topic: "echem_data", key: "trial", headers: ["message-id=trial/0"])
        let there = try await broker.readAll(topic: "echem_data").filter { $0.payload == "probe" }.map(\.partition)
        #expect(there.count == 1 && !ours.contains(there[0]), "\(there) is another partition than \(ours)")
    }
}

extension Bench {
    /// Waits until the emulator has sent some more points, and these have had the time to be kept.
    fileprivate func moveOn() async throws {
        let sent = try state()["points_sent"]?.int ?? 0
        try await eventually("it measures on") { try self.state()["points_sent"]?.int ?? 0 > sent + 50 }
    }
}
#endif
