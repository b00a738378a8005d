#if Kafka
import Foundation
import Synchronization
import Testing

/// A broker in a process of its own (noida-db), with a fresh directory, on a free port of the loopback.
///
/// Its acknowledgements survive `stop()` but not SIGKILL; see Tests/Support/kafka/README.md.
final class KafkaBroker: Sendable {
    let port: UInt16
    private let directory: URL
    private let process: Mutex<RigProcess>

    /// Returns when it answers.
    static func start() async throws -> KafkaBroker {
        let directory = try TestTools.freshDirectory("broker")
        let port = try LoopbackSocket.freePort()
        let broker = KafkaBroker(port, directory, try await launch(port, directory))
        try await broker.waitUntilItAnswers()
        return broker
    }

    private init(_ port: UInt16, _ directory: URL, _ process: RigProcess) {
        (self.port, self.directory) = (port, directory)
        self.process = Mutex(process)
    }

    deinit {
        process.withLock { $0.send(SIGKILL) }
        // A directory that is gone already is as good.
        try? FileManager.default.removeItem(at: directory)
    }

    var bootstrap: String { "127.0.0.1:\(port)" }
    var kcat: Kcat { Kcat(bootstrap) }

    /// Every message of a topic, read by kcat.
    func readAll(topic: String) async throws -> [Kcat.Message] { try await kcat.readAll(topic: topic) }

    /// The topics and the number of their partitions.
    func topics() async throws -> [String: Int] { try await kcat.topics() }

    /// Ends it in order: everything it acknowledged is kept.
    func stop() async {
        let process = process.withLock { $0 }
        process.send(SIGCONT)
        await process.stop()
    }

    /// Ends it if it runs, and starts it on the same port and directory. Returns when it answers.
    func restart() async throws {
        await stop()
        let fresh = try await Self.launch(port, directory)
        process.withLock { $0 = fresh }
        try await waitUntilItAnswers()
    }

    /// Ends it without a goodbye. Messages it acknowledged in the last second or so are lost.
    func kill() async {
        await process.withLock { $0 }.stop(SIGKILL)
    }

    /// Keeps its connections, but answers nothing until `resume()`.
    func pause() { process.withLock { $0.send(SIGSTOP) } }

    func resume() { process.withLock { $0.send(SIGCONT) } }

    /// Makes a topic.
    func createTopic(_ name: String, partitions: Int, settings: [String: String] = [:]) async throws {
        var request = KafkaFrame(.createTopics, version: 2)  // noida hangs up on versions 0 and 1
        request.append(1, size: 4)
        request.append(name)
        request.append(partitions, size: 4)
        request.append(1, size: 2)  // replicas
        request.append(0, size: 4)  // no assignments
        request.append(settings.count, size: 4)
        for (key, value) in settings {
            request.append(key)
            request.append(value)
        }
        try await demand(request, for: name)
    }

    /// Gives a topic more partitions.
    func addPartitions(_ topic: String, to count: Int) async throws {
        var request = KafkaFrame(.createPartitions, version: 0)
        request.append(1, size: 4)
        request.append(topic)
        request.append(count, size: 4)
        request.append(-1, size: 4)  // no assignments
        try await demand(request, for: topic)
    }

    /// Sends the rest that both have in common; the answer is throttle time, count, topic, error code, text.
    private func demand(_ request: KafkaFrame, for topic: String) async throws {
        var request = request
        request.append(10_000, size: 4)  // ms
        request.append(0, size: 1)  // do it, not only check
        let code = try await ask(request).number(at: 4 + 4 + 4 + 2 + topic.utf8.count, size: 2)
        try #require(code == 0, "\(topic): error \(String(describing: code))")
    }

    private static func launch(_ port: UInt16, _ directory: URL) async throws -> RigProcess {
        try await RigProcess.start(
            "noida-db",
            [
                "start", "--only", "kafka", "--host", "127.0.0.1", "--kafka-port", "\(port)", "--data-dir",
                directory.path,
            ], log: directory.appending(path: "broker.log"))
    }

    private func waitUntilItAnswers() async throws {
        try await eventually("the broker answers") { (try? await ask(KafkaFrame(.apiVersions, version: 0))) != nil }
    }

    private func ask(_ request: KafkaFrame) async throws -> KafkaFrame {
        let response = await aside { [port] () -> KafkaFrame? in
            guard let socket = try? LoopbackSocket.connected(to: port, patience: 10), request.send(to: socket) else {
                return nil
            }
            return KafkaFrame(from: socket)
        }
        guard let response else { throw Silent(port: port) }
        return response
    }

    private struct Silent: Error { var port: UInt16 }
}
#endif
