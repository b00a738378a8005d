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
        if case .fromNow = subscription { interval = min(interval, options.partitionsInterval) }
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
        guard case .fromNow(let topic) = subscription, let handle else { return }
        let known = update { Set($0.partitions.keys) }
        guard !known.isEmpty else { return }
        let found = handle.use { ClusterMetadata.read($0, topic: topic, within: .seconds(10)) }
        guard case .success(let metadata) = found, let description = metadata.topics.first else { return }
        let added = description.partitions.map { TopicPartition(topic, $0.id) }.filter { !known.contains($0) }
        guard !added.isEmpty else { return }
        logger.info("The topic has new partitions.", metadata: ["partitions": "\(added)"])
        handle.perform { [self] client in
            let starts = Dictionary(uniqueKeysWithValues: added.map { ($0, StartingOffset.earliest) })
            PartitionList(starts).lend { give(added, $0, client, true) }
        }
    }
}
#endif
