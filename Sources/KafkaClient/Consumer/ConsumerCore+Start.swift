#if Kafka
import CRdKafka
import Logging

extension ConsumerCore {
    /// Begins to read what was subscribed to.
    func start() async throws(KafkaError) {
        guard let handle else { throw .closed }
        switch subscription {
        case .group(let id, _, let topics, _):
            let code = await handle.useOnOwnThread { client in
                let list = PartitionList(topics.map { TopicPartition($0, RD_KAFKA_PARTITION_UA) })
                return KafkaErrorCode(list.lend { rd_kafka_subscribe(client, $0) })
            }
            if code != .none { throw .refused(code, subject: id) }
        case .partitions(let starts, _, _): await assign(starts, handle)
        case .fromNow(let topic): await assign(try await ends(of: topic, handle), handle)
        case .from(let topic, let offsets):
            let starts = offsets.map { (TopicPartition(topic, $0), StartingOffset.offset($1)) }
            await assign(Dictionary(uniqueKeysWithValues: starts), handle)
        }
    }

    private func assign(_ starts: [TopicPartition: StartingOffset], _ handle: Handle) async {
        await handle.onEventThread { [self] client in
            PartitionList(starts).lend { give(starts.keys.sorted(), $0, client, false) }
        }
    }

    private func ends(
        of topic: String, _ handle: Handle
    ) async throws(KafkaError) -> [TopicPartition: StartingOffset] {
        let limit = options.startLimit
        let ends = await handle.useOnOwnThread { TopicEnds(topic, within: limit).read($0) }
        switch ends {
        case .success(let ends): return ends.mapValues { .offset($0) }
        case .failure(let error): throw error.isRetriable ? handle.lastTrouble ?? error : error
        }
    }

    /// Looks after the client at intervals, on a thread that does nothing else, until the consumer is closed.
    ///
    /// The library takes a member for dead that does not look into its queue for `max.poll.interval.ms`, also when
    /// there is nothing in it; so it is looked into now and then.
    func watch(every interval: Duration) {
        var interval = interval
        if subscription.watchedTopic != nil { interval = min(interval, options.partitionsInterval) }
        startThread { [weak self, closing, interval] in
            while !closing.wait(for: interval) {
                guard let core = self else { return }
                core.handle?.wake()
                core.lookForPartitions()
            }
        }
    }

    /// Blocks for some time at most; what cannot be found out now is found out next time.
    private func lookForPartitions() {
        guard let topic = subscription.watchedTopic, let handle else { return }
        let found = description(of: topic, handle)
        guard !closing.wait(for: .zero) else { return }
        options.onContact?(found.error)
        guard let description = found.description else { return }
        let known = update { Set($0.partitions.keys) }
        let added = description.partitions.map { TopicPartition(topic, $0.id) }.filter { !known.contains($0) }
        guard !added.isEmpty else { return }
        logger.info("The topic has new partitions.", metadata: ["partitions": "\(added)"])
        handle.perform { [self] client in
            let starts = Dictionary(uniqueKeysWithValues: added.map { ($0, StartingOffset.earliest) })
            PartitionList(starts).lend { give(added, $0, client, true) }
        }
    }

    private func description(
        of topic: String, _ handle: Handle
    ) -> (description: TopicDescription?, error: KafkaError?) {
        let limit = options.contactLimit
        switch handle.use({ ClusterMetadata.read($0, topic: topic, within: limit) }) {
        case .failure(let error): return (nil, handle.lastTrouble ?? error)
        case .success(let metadata):
            guard let found = metadata.topics.first else {
                return (nil, .refused(.unknownTopicOrPartition, subject: topic))
            }
            let leaderless = found.partitions.contains { $0.leader == nil }
            return (
                found.error == nil ? found : nil,
                found.error ?? (leaderless ? .refused(.leaderNotAvailable, subject: topic) : nil)
            )
        }
    }
}
#endif
