#if Kafka
public import LabValues

extension KafkaKeys {
    public static let eventsTopic = SettingKey(
        "kafka.topics.events", .text, standard: "echem_events",
        "The topic of events; with the layout perEvent, what the names of their topics begin with.")
    public static let dataTopic = SettingKey(
        "kafka.topics.data", .text, standard: "echem_data", "The topic of measured points.")
    public static let commandsTopic = SettingKey(
        "kafka.topics.commands", .text, standard: "echem_commands", "The topic that runs hear commands on.")
    public static let repliesTopic = SettingKey(
        "kafka.topics.replies", .text, standard: "echem_replies",
        "The topic of replies to commands that name no other place.")
    public static let topicLayout = SettingKey(
        "kafka.topics.layout", .choice(TopicLayout.Arrangement.allCases.map(\.rawValue)), standard: "perKind",
        "Whether all events share a topic (perKind) or each type of event has its own (perEvent).")
    public static let createTopics = SettingKey(
        "kafka.topics.create", .flag,
        "Whether topics that are missing are created; when absent: true, but false in the profile production.")
    public static let partitions = SettingKey(
        "kafka.topics.partitions", .integer(1...10_000), standard: "1",
        "The partitions of a topic that is created; one experiment always stays in one of them.")
    public static let replicationFactor = SettingKey(
        "kafka.topics.replicationFactor", .integer(1...100),
        "The copies of a topic that is created; when absent, what the brokers have as their default.")

    static let topics = [
        eventsTopic, dataTopic, commandsTopic, repliesTopic, topicLayout, createTopics, partitions, replicationFactor,
    ]
}
#endif
