#if Kafka
import CRdKafka

extension KafkaConsumer {
    /// The partitions this consumer has now.
    public var assignment: [TopicPartition] { core.update { $0.partitions.keys.sorted() } }

    /// The offset each partition's reader gets next; partitions of which nothing was read yet are missing.
    public var positions: [TopicPartition: Int64] { core.update { $0.partitions.compactMapValues(\.position) } }

    /// Lets nothing more come from partitions; what lies ready of them is taken back and comes after the pause.
    ///
    /// A pause ends with the assignment: after a rebalance it must be asked for again.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)`` for a partition this consumer does not have.
    public func pause(_ partitions: [TopicPartition]) async throws(KafkaError) {
        try await core.pause(partitions)
    }

    /// Ends a pause.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)`` for a partition this consumer does not have.
    public func resume(
        _ partitions: [TopicPartition], within limit: Duration = .seconds(10)
    ) async throws(KafkaError) {
        try await core.resume(partitions, within: limit)
    }

    /// Goes on reading elsewhere. Messages of this partition that are in the reader's hands can be acknowledged no
    /// more.
    ///
    /// - Throws: ``KafkaError/refused(_:subject:)`` for a partition this consumer does not have, for
    ///   ``StartingOffset/stored`` where nothing is stored, and when the partition cannot be moved within the limit.
    public func seek(
        _ partition: TopicPartition, to start: StartingOffset, within limit: Duration = .seconds(10)
    ) async throws(KafkaError) {
        var place = start.native
        if start == .stored {
            guard let offset = try await committed(within: limit)[partition] else {
                throw .refused(.noOffset, subject: partition.topic)
            }
            place = offset
        }
        try await core.seek(partition, to: place, within: limit)
    }

    /// Commits what is acknowledged now, instead of within ``Options/commitInterval``.
    ///
    /// - Throws: ``KafkaError/noAnswer(within:)``; ``KafkaError/refused(_:subject:)``.
    public func commit(within limit: Duration = .seconds(10)) async throws(KafkaError) {
        guard core.subscription.group != nil else { return }
        let code = try await ask(within: limit) { KafkaErrorCode(rd_kafka_commit($0, nil, 0)) }
        if code != .none, code != .noOffset { throw .refused(code, subject: core.subscription.group) }
    }

    /// What the group has committed for the partitions of this consumer; those without a commit are missing.
    ///
    /// - Throws: ``KafkaError/noAnswer(within:)``; ``KafkaError/refused(_:subject:)``.
    public func committed(within limit: Duration = .seconds(10)) async throws(KafkaError) -> [TopicPartition: Int64] {
        guard core.subscription.group != nil else { return [:] }
        let partitions = assignment
        let result = try await ask(within: limit) { client -> Result<[TopicPartition: Int64], KafkaError> in
            let list = PartitionList(partitions)
            let code = KafkaErrorCode(list.lend { rd_kafka_committed(client, $0, limit.milliseconds) })
            if code != .none { return .failure(.refused(code, subject: nil)) }
            return list.complaint.map { .failure($0) } ?? .success(list.offsets)
        }
        return try result.get()
    }

    /// How far this consumer is behind the end of each of its partitions.
    ///
    /// - Throws: ``KafkaError/noAnswer(within:)``; ``KafkaError/refused(_:subject:)``.
    public func lag(within limit: Duration = .seconds(10)) async throws(KafkaError) -> [PartitionLag] {
        let committed = try await committed(within: limit)
        let (partitions, positions) = (assignment, positions)
        let result = try await ask(within: limit) { client in
            PartitionLag.read(partitions, positions: positions, committed: committed, client, within: limit)
        }
        return try result.get()
    }

    /// Runs a call that blocks on a thread of its own, but waits for it no longer than `limit`.
    private func ask<Answer: Sendable>(
        within limit: Duration, _ body: @escaping @Sendable (OpaquePointer) -> Answer
    ) async throws(KafkaError) -> Answer {
        guard let handle = core.handle else { throw .closed }
        guard let answer = await handle.useOnOwnThread(within: limit, body) else { throw .noAnswer(within: limit) }
        return answer
    }
}
#endif
