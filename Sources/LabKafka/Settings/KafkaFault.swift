#if Kafka
public import KafkaClient
public import LabValues

/// What is wrong with Kafka, or with what was said about it.
public enum KafkaFault: LabFault, Hashable {
    /// The address of the sink is no list of `HOST:PORT`.
    case address(text: String, KafkaError)
    /// A setting, or several together, cannot be used; `source` is nil when nothing was said.
    case setting(key: String, source: String?, KafkaError)
    /// A cluster refuses, or cannot be reached; tried again without end.
    case cluster(KafkaError)
    /// A topic is not there, and may not be created.
    case topicMissing(TopicName)
    /// The cluster has not confirmed anything for so long; what it was given is not lost.
    case notConfirmed(messages: Int, waited: Duration, reason: KafkaError?)
    /// The chosen partition cannot be written down, and without that nothing may be sent.
    case notKept(reason: String)
    /// A command was sent, and so long nobody answered, or these runs gave no last answer.
    case noReply(from: [ExperimentID], waited: Duration)
    /// A command was sent, but its replies cannot be heard.
    case notHeard(command: String, reason: String)
    /// The publisher has been closed.
    case closed

    public var recovery: Recovery {
        switch self {
        case .address, .setting: .refuse
        default: .retry(after: .seconds(1))
        }
    }

    public var code: String {
        switch self {
        case .address, .setting: "invalid_input"
        case .noReply, .notHeard: "no_answer"
        default: "not_reachable"
        }
    }

    public var description: String {
        switch self {
        case .address(let text, let error): "The sink “\(text)” cannot be used: \(error.sentence)"
        case .setting(let key, let source?, let error):
            "The setting \(key) (\(source)) cannot be used: \(error.sentence)"
        case .setting(let key, nil, let error): "The setting \(key) is needed: \(error.sentence)"
        case .cluster(let error): error.description
        case .topicMissing(let topic):
            "The topic \(topic) is not there: create it, or allow that with kafka.topics.create."
        case .notConfirmed(_, _, let reason?): reason.description
        case .notConfirmed(let messages, let waited, nil):
            "Kafka has confirmed none of \(messages) messages for \(waited.components.seconds) s: it may be overloaded."
        case .notKept(let reason): "The partition cannot be written down: \(reason)"
        case .noReply([], let waited): "No run answered within \(waited.components.seconds) s."
        case .noReply(let runs, let waited):
            "\(runs.map(\.text).joined(separator: ", ")) gave no last reply within \(waited.components.seconds) s."
        case .notHeard(let command, let reason): "“\(command)” was sent, but no reply can be heard: \(reason)"
        case .closed: "The connection to Kafka has been closed."
        }
    }

    public var hint: String? {
        switch self {
        case .address: "For example kafka:broker-1:9092, or kafka:broker-1:9092,broker-2:9092."
        case .setting: "See lab-runner config check and Documentation/HowTo/Kafka.md."
        case .cluster, .topicMissing: "lab-runner kafka ping --kafka HOST:PORT tries it on its own."
        case .noReply([], _): "Does it listen there (run --listen kafka:HOST:PORT), and under this --experiment-id?"
        case .notHeard: "Whether it acted is seen at the run itself, or in its events."
        case .notConfirmed, .notKept, .noReply, .closed: nil
        }
    }
}

extension KafkaError {
    /// The description on one line, to follow a colon.
    fileprivate var sentence: String {
        let text = description.split(whereSeparator: \.isNewline).joined()
        guard let first = text.first, text.dropFirst().first?.isLowercase ?? false else { return text }
        return first.lowercased() + text.dropFirst()
    }
}
#endif
