#if Kafka
import Foundation
import Testing

/// librdkafka's mock cluster in a process of its own: the broker whose faults are made to order; see `mock-broker.c`.
final class MockBroker: Sendable {
    let bootstrap: String
    private let process: RigProcess
    private let directory: URL

    /// - Parameter brokers: how many; they are numbered from 1.
    static func start(brokers: Int = 1) async throws -> MockBroker {
        let directory = try TestTools.freshDirectory("mock-broker")
        let program = try await TestTools.build("kafka/mock-broker.c", into: directory, libraries: ["rdkafka"])
        let process = try await RigProcess.start(program, ["\(brokers)"], log: directory.appending(path: "log"))
        let bootstrap = try #require(await process.line(), "no mock broker: \(process.complaints)")
        return MockBroker(bootstrap, process, directory)
    }

    private init(_ bootstrap: String, _ process: RigProcess, _ directory: URL) {
        (self.bootstrap, self.process, self.directory) = (bootstrap, process, directory)
    }

    deinit {
        process.send(SIGKILL)
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: directory)
    }

    var kcat: Kcat { Kcat(bootstrap) }

    func createTopic(_ name: String, partitions: Int) async throws { try await tell("topic \(name) \(partitions)") }

    /// The next `count` requests of a kind get this error code; -195 cuts the connection.
    func pushErrors(_ code: Int, to key: KafkaFrame.Key = .produce, count: Int) async throws {
        try await tell("errors \(key.rawValue) \(code) \(count)")
    }

    /// Forgets all pushed errors.
    func clearErrors() async throws { try await tell("clear") }

    /// The topic answers every request for it with this error code, until it is 0.
    func refuse(_ topic: String, with code: Int) async throws { try await tell("refuse \(topic) \(code)") }

    /// A broker stops listening and drops its clients.
    func takeDown(_ broker: Int = 1) async throws { try await tell("down \(broker)") }

    func bringUp(_ broker: Int = 1) async throws { try await tell("up \(broker)") }

    /// Every answer takes this long.
    func setRoundTrip(milliseconds: Int) async throws { try await tell("rtt \(milliseconds)") }

    func stop() async { await process.stop() }

    private func tell(_ order: String) async throws {
        try process.say(order)
        let answer = await process.line()
        try #require(answer == "ok", "mock broker: \(order): \(answer ?? process.complaints)")
    }
}
#endif
