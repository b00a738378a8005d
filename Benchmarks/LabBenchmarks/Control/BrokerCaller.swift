#if Kafka
import KafkaClient
import LabControl
import LabKafka
import LabValues
import Logging

/// Pings a run that listens to the command topic of a cluster, until it says `done`.
final class BrokerCaller: Sendable {
    private let experiment: ExperimentID
    private let run: AnsweringRun
    private let requester: Requester

    init(servers: String) async throws {
        experiment = try ExperimentID(AnsweringRun.experiment)
        let opening = ListenerOpening(servers, for: experiment, clock: SystemClock())
        run = try await AnsweringRun(try KafkaCommandListener.open(opening), for: experiment)
        requester = try await Requester(
            KafkaConfiguration(servers: servers), repliesAt: ReplyPlace("echem_replies"), logger: .benchmark)
        try await requester.prepare(topics: ["echem_commands"], within: .seconds(10))
    }

    func ping(_ number: Int) async throws {
        let command = AnsweringRun.ping(number, for: experiment)
        let message = KafkaMessage(
            topic: "echem_commands", key: Array(experiment.text.utf8), value: command.encoded)
        _ = try await requester.request(message, within: .seconds(30)) { message in
            // What is no reply is not the last one.
            message.value.flatMap { try? CommandReply(line: $0) }?.status == .done
        }
    }

    func close() async {
        await requester.close(within: .seconds(1))
        await run.close()
    }
}

extension Logger {
    /// Only errors.
    static var benchmark: Logger {
        var logger = Logger(label: "benchmark")
        logger.logLevel = .error
        return logger
    }
}
#endif
