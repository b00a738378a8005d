#if Kafka
/// What a consumer reads, and from where.
public enum KafkaSubscription: Sendable, Hashable {
    /// Topics shared among the members of a group, from where the group has acknowledged.
    ///
    /// - Parameters:
    ///   - member: a name that stays the same over restarts (`group.instance.id`): a member that comes back in time
    ///   gets
    ///     its partitions at once, without the others being disturbed. Two members of one name exclude each other.
    ///   - reset: where to begin when the group acknowledged nothing yet.
    case group(_ id: String, member: String? = nil, topics: [String], reset: OffsetReset = .earliest)

    /// Chosen partitions, without other members.
    ///
    /// - Parameters:
    ///   - group: where acknowledgements are kept and ``StartingOffset/stored`` is looked up; nil: nowhere.
    case partitions(
        _ starts: [TopicPartition: StartingOffset], storedBy: String? = nil, reset: OffsetReset = .earliest)

    /// Every message that reaches the topic after ``KafkaConsumer/init(_:_:options:logger:)`` has returned, of all
    /// partitions; those added later are read from their start.
    case fromNow(topic: String)

    /// Every partition of a topic without other members: those that are named from that offset on, all others, also
    /// those added later, from their start. Where the broker has the wanted message no more, the oldest one is next.
    case from(topic: String, offsets: [Int32: Int64])

    /// The group whose acknowledgements count.
    var group: String? {
        switch self {
        case .group(let id, _, _, _): id
        case .partitions(_, let group, _): group
        case .fromNow, .from: nil
        }
    }

    /// The topic whose new partitions are looked for.
    var watchedTopic: String? {
        switch self {
        case .group, .partitions: nil
        case .fromNow(let topic), .from(let topic, _): topic
        }
    }

    /// What the client is told beside the configuration.
    var settings: [(name: String, value: String)] {
        // The library needs a name even where there is no group; it is never joined and nothing is committed to it.
        var settings = [("group.id", group ?? "no-group"), ("enable.auto.commit", group == nil ? "false" : "true")]
        switch self {
        case .group(_, let member, _, let reset):
            settings.append(("auto.offset.reset", reset.rawValue))
            if let member { settings.append(("group.instance.id", member)) }
        case .partitions(_, _, let reset): settings.append(("auto.offset.reset", reset.rawValue))
        case .fromNow: settings.append(("auto.offset.reset", OffsetReset.latest.rawValue))
        case .from: settings.append(("auto.offset.reset", OffsetReset.earliest.rawValue))
        }
        return settings
    }
}
#endif
