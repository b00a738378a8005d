#if Kafka
import KafkaClient
import LabControl
public import LabValues
public import Logging
import Synchronization

/// Sends commands to the runs that read the command topic of a cluster, and hears their replies.
public struct KafkaCommandClient: Sendable {
    private final class Board: Sendable {
        let tally: Mutex<ReplyTally>
        init(isForOne: Bool) { tally = Mutex(ReplyTally(isForOne: isForOne)) }
    }

    private let settings: KafkaSettings
    private let clock: any LabClock
    private let logger: Logger

    /// A client; connects to nothing yet.
    public init(_ settings: KafkaSettings, clock: any LabClock, logger: Logger = Logger(label: "lab.kafka")) {
        (self.settings, self.clock, self.logger) = (settings, clock, logger)
    }

    /// Where a command asks for its replies. Nil where a run might not allow that place unless it is its usual one.
    public var replyTo: String? {
        let topic = settings.layout.replies.text
        return ReplyPattern.standard.contains { $0.matches(topic) } ? topic : nil
    }

    /// Sends `command` and waits for the last reply of the run it names, or of every run that answers.
    ///
    /// - Parameters:
    ///   - command: has an `id`, and is signed already if it is to be.
    ///   - first: how long a first reply may take; when no run is named, so long runs may answer.
    ///   - last: how long a last reply may take.
    ///   - onReply: is given every reply as it comes, on a thread that must not be kept.
    /// - Throws: `KafkaFault` when the cluster is away, a topic is missing, nobody answers, or a last reply does not
    ///   come. A `stop` is sent also when its replies cannot be heard: `.notHeard`.
    public func send(
        _ command: Command, first: Duration, last: Duration,
        onReply: @escaping @Sendable (CommandReply) -> Void = { _ in }
    ) async throws(KafkaFault) -> [CommandReply] {
        let requester: Requester
        do throws(KafkaFault) { requester = try await open(within: first) } catch {
            guard command.name == CommandName.stop, await isSentUnheard(command, within: last) else { throw error }
            throw .notHeard(command: command.name, reason: error.description)
        }
        let board = Board(isForOne: command.experiment != nil)
        let call = Task { [message = message(command)] () -> RequestError? in
            do throws(RequestError) {
                _ = try await requester.request(message, within: last) { message in
                    guard let reply = message.commandReply, reply.id == command.id else { return false }
                    onReply(reply)
                    return board.tally.withLock { $0.note(reply) }
                }
                return nil
            } catch { return error }
        }
        let alarm = clock.setAlarm(at: clock.now + min(first, last)) {
            if board.tally.withLock({ $0.endFirst() }) { call.cancel() }
        }
        let error = await withTaskCancellationHandler {
            await call.value
        } onCancel: {
            call.cancel()
        }
        clock.cancelAlarm(alarm)
        let trouble = requester.lastTrouble
        await requester.close(within: .seconds(1))
        let tally = board.tally.withLock { $0 }
        guard tally.open.isEmpty else { throw .noReply(from: tally.open, waited: last) }
        if !tally.last.isEmpty { return tally.last }
        throw Self.fault(error, trouble, waited: first)
    }

    /// Sends a command without a way back; whether the cluster has taken it.
    private func isSentUnheard(_ command: Command, within limit: Duration) async -> Bool {
        do throws(KafkaError) {
            let producer = try KafkaProducer(settings.configuration.forConversation(sendLimit: limit), logger: logger)
            let result = await producer.send(batch: [message(command)])
            await producer.close(within: .seconds(1))
            return result.isDelivered
        } catch { return false }  // the first fault says more
    }

    /// Returns when replies can be heard and the topic of commands is known.
    private func open(within limit: Duration) async throws(KafkaFault) -> Requester {
        let (commands, replies) = (settings.layout.commands, settings.layout.replies)
        do throws(KafkaError) {
            let admin = try KafkaAdmin(settings.configuration, logger: logger)
            guard try await admin.exists(commands.text, within: limit) else { throw .missing(commands) }
            if try await !admin.exists(replies.text, within: limit) { try await make(replies) }
            var options = Requester.Options()
            options.startLimit = limit
            let requester = try await Requester(
                settings.configuration.forListening, repliesAt: ReplyPlace(replies.text), options: options,
                logger: logger)
            try await requester.prepare(topics: [commands.text], within: limit)
            return requester
        } catch {
            guard case .refused(.unknownTopicOrPartition, let name?) = error, let topic = TopicName(name) else {
                throw .cluster(error)
            }
            throw .topicMissing(topic)
        }
    }

    private func make(_ topic: TopicName) async throws(KafkaError) {
        guard let creation = settings.creation else { throw .missing(topic) }
        try await TopicMaker(configuration: settings.configuration, creation: creation, logger: logger).create([topic])
    }

    private func message(_ command: Command) -> KafkaMessage {
        var message = KafkaMessage(
            topic: settings.layout.commands.text, key: command.experiment.map { Array($0.text.utf8) },
            value: command.encoded, headers: [KafkaHeader("content-type", "application/json")])
        message.correlationID = command.id.flatMap { CorrelationID(Array($0.utf8)) }
        return message
    }

    private static func fault(_ error: RequestError?, _ trouble: KafkaError?, waited: Duration) -> KafkaFault {
        switch error {
        case .notSent(let outcome): .cluster(.refused(outcome.code ?? .timedOut, subject: nil))
        default: trouble.map { .cluster($0) } ?? .noReply(from: [], waited: waited)
        }
    }
}

extension KafkaError {
    fileprivate static func missing(_ topic: TopicName) -> Self {
        .refused(.unknownTopicOrPartition, subject: topic.text)
    }
}

extension ConsumedMessage {
    /// The reply it holds; nil when it holds none, which is not for us.
    fileprivate var commandReply: CommandReply? { value.flatMap { try? CommandReply(line: $0) } }
}
#endif
