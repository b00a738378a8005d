#if Kafka
import Foundation
import LabValues
import Testing

/// Errors a broker answers with: about the user, about one message, and those that end a producer.
@Suite(.enabled(if: TestTools.have("kcat", "cc", "pkg-config", "setpriv"), "run scripts/setup.sh --tests"))
struct BrokerErrorTests {
    // Error codes of the protocol.
    private static let (tooLarge, notAuthorised, outOfOrder) = (10, 29, 45)
    /// About 1000 messages in some five seconds: one for each cycle.
    private static let program = [
        "--set", "begin=20mV", "--set", "vertex1=0V", "--set", "step=10mV", "--set", "rate=1V/s", "--set",
        "cycles=1000",
    ]
    /// The mock cluster knows no request that makes topics.
    private static let environment = ["LAB_KAFKA_TOPICS_CREATE": "false"]

    @Test(arguments: [false, true])
    func `a user who may not write for some seconds loses nothing, and no message is set aside`(
        isShownInMetadata: Bool
    ) async throws {
        let (broker, bench) = try await rig()
        let run = try start(bench, broker)
        try await eventually("messages arrive") { try await BrokerCopy.read(from: broker.kcat).all.count > 50 }
        if isShownInMetadata { try await broker.refuse("echem_data", with: Self.notAuthorised) }
        try await broker.pushErrors(Self.notAuthorised, count: isShownInMetadata ? 1 : 10_000)
        try await eventually("it is told") { try bench.files().eventNames.contains("publisher_degraded") }
        try await broker.clearErrors()
        if isShownInMetadata { try await broker.refuse("echem_data", with: 0) }
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        try await bench.drain(environment: Self.environment)
        let counts = try #require(try await bench.counts())
        #expect(counts.refused == 0 && counts.pending == 0 && counts.dropped == 0, "\(counts)")
        expectLossless(try await BrokerCopy.read(from: broker.kcat), try bench.fileCopy(), duplicates: 5000)
        let names = try bench.files().eventNames
        #expect(names.filter { $0 == "publisher_degraded" }.count == 1, "\(names)")
        #expect(names.filter { $0 == "publisher_recovered" }.count == 1, "\(names)")
        await broker.stop()
    }

    @Test func `one message that is too large is set aside alone, and is sent when it is asked for`() async throws {
        let (broker, bench) = try await rig()
        let run = try start(bench, broker)
        try await eventually("messages arrive") { try await BrokerCopy.read(from: broker.kcat).all.count > 50 }
        // The first answer is for a batch, the second for its first message alone.
        try await broker.pushErrors(Self.tooLarge, count: 2)
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        let told = try ending.counts()
        #expect(told.refused == 1 && told.pending == 0, "\(told)")
        let files = try bench.fileCopy()
        let before = try await BrokerCopy.read(from: broker.kcat)
        #expect(before.seqs.count == files.seqs.count - 1)
        let status = try await bench.startOutbox("status").ending()
        #expect(status.output.contains("1 refused") && status.output.contains("larger"), "\(status.output)")

        try await broker.clearErrors()
        let retry = try await bench.startOutbox("drain", "--retry-refused", environment: Self.environment).ending()
        #expect(retry.exitCode == 0, "\(retry.output)\(retry.errors)")
        let after = try await BrokerCopy.read(from: broker.kcat)
        #expect(after.payloads() == files.lines)
        #expect(try await bench.counts()?.refused == 0)
        await broker.stop()
    }

    /// A new producer is made after 0.1, 0.2, 0.4 … s: within four seconds some six of a hundred errors are met.
    @Test func `fatal errors in a row neither spin nor grow, and lose nothing`() async throws {
        let (broker, bench) = try await rig()
        let run = try start(bench, broker)
        try await eventually("messages arrive") { try await BrokerCopy.read(from: broker.kcat).all.count > 50 }
        let usual = try await ProcessUse.share(of: run.processIdentifier, during: .seconds(1))
        let before = try ProcessUse(of: run.processIdentifier)
        try await broker.pushErrors(Self.outOfOrder, count: 100)
        let share = try await ProcessUse.share(of: run.processIdentifier, during: .seconds(4))
        let growth = try ProcessUse(of: run.processIdentifier).residentBytes - before.residentBytes
        try await broker.clearErrors()
        print("fatal errors: processor \(usual) usually, \(share) meanwhile; \(growth / 1024) KiB more memory")
        #expect(share < usual + 0.5, "it spins")
        #expect(growth < 50 << 20, "it grows")
        let ending = await run.ending()
        #expect(ending.exitCode == 0, "\(ending.errors)")
        try await bench.drain(environment: Self.environment)
        expectLossless(try await BrokerCopy.read(from: broker.kcat), try bench.fileCopy(), duplicates: 5000)
        await broker.stop()
    }

    private func rig() async throws -> (MockBroker, Bench) {
        let broker = try await MockBroker.start()
        for topic in BrokerCopy.topics { try await broker.createTopic(topic, partitions: 1) }
        return (broker, try await Bench(speed: "8"))
    }

    private func start(_ bench: Bench, _ broker: MockBroker) throws -> ProgramRun {
        try bench.start(
            "cyclic-voltammetry", Self.program + ["--publish", "kafka:\(broker.bootstrap)"],
            environment: Self.environment)
    }
}
#endif
