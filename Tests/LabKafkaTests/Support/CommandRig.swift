#if Kafka
@testable import KafkaClient
import LabControl
import LabTesting
import LabValues

@testable import LabKafka

/// A run that listens to a topic of a cluster in this process, and answers everything at once.
final class CommandRig: Sendable {
    struct Heard: Sendable, Hashable {
        var name: String
        var id: String?
    }

    static let quick = {
        var pace = KafkaCommandListener.Pace()
        (pace.question, pace.pause) = (.seconds(2), .milliseconds(20))
        (pace.contact, pace.contactLimit) = (.milliseconds(100), .milliseconds(500))
        return pace
    }()

    let cluster: MockCluster
    let inbox: CommandInbox
    let listener: KafkaCommandListener
    private let executor = ExecutorThread()
    private let heard = Monitor<[Heard]>([])
    private let reports = Monitor<[String]>([])
    private let task = Monitor<Task<(any Error)?, Never>?>(nil)

    static func cluster(partitions: Int32 = 1) throws -> MockCluster {
        let cluster = try MockCluster()
        cluster.create(topic: "echem_commands", partitions: partitions)
        for topic in ["echem_replies", "echem_replies.desk", "elsewhere"] { cluster.create(topic: topic) }
        return cluster
    }

    init(
        _ cluster: MockCluster, id: String = "bench-1", settings: [String: String] = [:], pace: Pace = quick,
        create: CommandTopic.Creator? = nil
    ) throws {
        self.cluster = cluster
        let clock = SystemClock()
        var values = settings.mapValues { Settings.Value($0, from: "test.yaml") }
        values["kafka.topics.create"] = values["kafka.topics.create"] ?? .init("false", from: "test.yaml")
        listener = try KafkaCommandListener(
            ListenerOpening(cluster.servers, for: .test(id), settings: Settings(values), clock: clock), pace: pace,
            create: create, logger: .silent)
        inbox = CommandInbox(InboxRules(experiment: .test(id)), clock: clock, runState: { "running" })
    }

    typealias Pace = KafkaCommandListener.Pace

    /// Starts the listener; returns when it hears, or has said why not.
    @discardableResult func start(answering: Bool = true) -> String {
        inbox.onArrival { [weak self] in
            guard let self else { return }
            while let received = inbox.take() {
                inbox.answer(received.ticket, .accepted)
                if answering { inbox.answer(received.ticket, .done) }
                heard.update { $0.append(Heard(name: received.command.name, id: received.command.id)) }
            }
        }
        let inlet = CommandInlet(listener.name, into: inbox) { [reports] isListening, reason in
            reports.update { $0.append(isListening ? "hears" : reason ?? "") }
        }
        task.update {
            $0 = Task(executorPreference: executor) { [listener] in
                do { try await listener.run(into: inlet) } catch { return error }
                return nil
            }
        }
        return reports.wait(for: .seconds(60)) { $0.first } ?? "nothing"
    }

    /// Everything it said about itself so far.
    var said: [String] { reports.read { $0 } }

    /// Blocks until it has said so many things about itself.
    func waitForReports(_ count: Int) -> [String] {
        _ = reports.wait(for: .seconds(60)) { $0.count >= count ? true : nil }
        return said
    }

    /// Blocks until so many commands were heard; all that were.
    func waitForCommands(_ count: Int) -> [Heard] {
        _ = heard.wait(for: .seconds(60)) { $0.count >= count ? true : nil }
        return heard.read { $0 }
    }

    /// Blocks until the inbox has counted what is wanted.
    func waitUntil(_ isSo: @Sendable (InboxCounts) -> Bool) async -> InboxCounts {
        while !isSo(inbox.counts), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(10)) }
        return inbox.counts
    }

    /// Ends the listener; what it threw.
    @discardableResult func stop() async -> (any Error)? {
        let task = task.read { $0 }
        task?.cancel()
        return await task?.value
    }
}

extension MockCluster {
    /// Stores commands, as a sender does.
    func send(
        _ commands: [Command], partition: Int32 = 0, at time: Int64? = nil, topic: String = "echem_commands"
    ) async throws {
        try await send(lines: commands.map(\.encoded), partition: partition, at: time, topic: topic)
    }

    func send(
        lines: [[UInt8]], partition: Int32 = 0, at time: Int64? = nil, headers: [KafkaHeader] = [],
        topic: String = "echem_commands"
    ) async throws {
        let producer = try KafkaProducer(configuration, logger: .silent)
        let messages = lines.map {
            KafkaMessage(topic: topic, partition: partition, value: $0, headers: headers, timestamp: time)
        }
        let result = await producer.send(batch: messages)
        await producer.close(within: .seconds(20))
        guard result.isDelivered else { throw KafkaError.closed }
    }

    /// Replies that are stored in a topic.
    func replies(_ topic: String = "echem_replies") async -> [(reply: CommandReply, message: KafkaMessage)] {
        await PartitionReader.read(topic, at: servers).compactMap { message in
            // What is no reply is left out.
            message.value.flatMap { try? CommandReply(line: $0) }.map { ($0, message) }
        }
    }

    /// Waits until so many replies are stored.
    func replies(_ count: Int, in topic: String = "echem_replies") async -> [(
        reply: CommandReply, message: KafkaMessage
    )] {
        while true {
            let found = await replies(topic)
            if found.count >= count || Task.isCancelled { return found }
        }
    }
}

extension Command {
    static func test(
        _ name: String, id: String? = nil, at time: Timestamp = SystemClock().wallTime,
        _ change: (inout Command) -> Void = { _ in }
    ) -> Command {
        var command = Command(name, timestamp: time)
        command.id = id
        change(&command)
        return command
    }
}
#endif
