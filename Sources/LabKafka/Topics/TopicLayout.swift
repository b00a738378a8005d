#if Kafka
public import LabValues

/// Which topic a message goes to.
public struct TopicLayout: Sendable, Hashable {
    /// How events are spread over topics.
    public enum Arrangement: String, Sendable, Hashable, CaseIterable {
        /// All events in one topic.
        case perKind
        /// One topic per type of event: `echem_events.step_completed`.
        case perEvent
    }

    /// The topic of events, or what the names of their topics begin with.
    public var events: TopicName
    /// The topic of points.
    public var data: TopicName
    /// The topic that runs hear commands on.
    public var commands: TopicName
    /// The topic of replies to commands that name no other place.
    public var replies: TopicName
    /// How events are spread.
    public var arrangement: Arrangement

    /// A layout; `echem_events`, `echem_data`, `echem_commands` and `echem_replies` when no names are given.
    public init(
        events: TopicName? = nil, data: TopicName? = nil, commands: TopicName? = nil, replies: TopicName? = nil,
        arrangement: Arrangement = .perKind
    ) {
        self.events = events ?? .standardEvents
        self.data = data ?? .standardData
        self.commands = commands ?? .standardCommands
        self.replies = replies ?? .standardReplies
        self.arrangement = arrangement
    }

    /// The topic of a message.
    public func topic(of message: LabMessage) -> TopicName {
        switch (message.content, arrangement) {
        case (.points, _): data
        case (.event, .perKind): events
        case (.event(let name, _), .perEvent): events.topic(of: name.rawValue)
        }
    }

    /// The topics every run begins with; others follow with their first message.
    public var topicsAtStart: [TopicName] {
        switch arrangement {
        case .perKind: [events, data]
        case .perEvent: [events.topic(of: EventName.experimentStarted.rawValue), data]
        }
    }
}

extension TopicLayout {
    /// What a topic of commands is made with, by Kafka's names: the brokers stamp what arrives, by their one clock
    /// and not by each sender's.
    public static let commandSettings = ["message.timestamp.type": "LogAppendTime"]
}

extension TopicName {
    /// `echem_events`.
    public static let standardEvents = TopicName(unchecked: "echem_events")
    /// `echem_data`.
    public static let standardData = TopicName(unchecked: "echem_data")
    /// `echem_commands`.
    public static let standardCommands = TopicName(unchecked: "echem_commands")
    /// `echem_replies`.
    public static let standardReplies = TopicName(unchecked: "echem_replies")
}
#endif
