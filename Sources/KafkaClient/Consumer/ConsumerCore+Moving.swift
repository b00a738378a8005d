#if Kafka
import CRdKafka
import Logging

extension ConsumerCore {
    /// Milliseconds the library's main thread may take to move a partition; no broker is asked.
    private static let moveLimit: Int32 = 500

    /// Takes a message back, so that it comes again, with those behind it in its partition, after ``rewind(_:after:)``.
    ///
    /// - Returns: false when it is not this reader's any more.
    func hold(_ message: ConsumedMessage) async -> Bool {
        guard let handle else { return false }
        return await handle.onEventThread { [self] client in
            let (partition, offset) = (message.topicPartition, message.offset)
            guard update({ $0.hold(partition, assignment: message.assignment, rewindTo: offset) }) else { return false }
            // Not paused, everything behind would be fetched during the back-off only to be thrown away.
            PartitionList([partition]).lend { _ = rd_kafka_pause_partitions(client, $0) }
            return true
        }
    }

    /// Lets a held message come again.
    func rewind(_ message: ConsumedMessage, after delay: Duration) async {
        // A cancelled wait delivers the message at once.
        try? await options.clock.sleep(for: delay)
        while let handle, !(await handle.onEventThread({ [self] in putBack(message, $0) })) {
            let pause = Duration.milliseconds(100)
            await onOwnThread { [closing] in _ = closing.wait(for: pause) }
        }
    }

    /// True when nothing is left to do.
    private func putBack(_ message: ConsumedMessage, _ client: OpaquePointer) -> Bool {
        let partition = message.topicPartition
        let progress = update { $0.partitions[partition] }
        guard let progress, progress.isHeld, progress.assignment == message.assignment else { return true }
        if progress.isPaused {
            update { $0.resumeLater(partition, at: message.offset) }
        } else {
            PartitionList([partition]).lend { _ = rd_kafka_resume_partitions(client, $0) }
            guard Self.move([partition: message.offset], client) == nil else { return false }
        }
        update { $0.release(partition) }
        return true
    }

    /// Goes to another place of a partition, and tries again while the library is not ready for it.
    ///
    /// - Parameter keepsHands: whether messages before the place may still be acknowledged.
    func seek(
        _ partition: TopicPartition, to place: Int64, keepsHands: Bool = false, within limit: Duration
    ) async throws(KafkaError) {
        let deadline = ContinuousClock.now + limit
        while true {
            guard let handle else { throw .closed }
            let error = await handle.onEventThread { [self] in moveReader(partition, to: place, keepsHands, $0) }
            guard let error else { return }
            guard error.isMoveRetriable, ContinuousClock.now < deadline, !Task.isCancelled else {
                update { $0.release(partition) }
                throw error
            }
            await onOwnThread { [closing] in _ = closing.wait(for: .milliseconds(20)) }
        }
    }

    /// Held until it has been moved, so that nothing of the old place reaches the reader.
    private func moveReader(
        _ partition: TopicPartition, to place: Int64, _ keepsHands: Bool, _ client: OpaquePointer
    ) -> KafkaError? {
        guard let progress = update({ $0.partitions[partition] }) else {
            return .refused(.unknownPartition, subject: partition.topic)
        }
        update { state in
            state.release(partition)
            _ = state.hold(partition, rewindTo: keepsHands ? place : nil)
        }
        var error: KafkaError?
        if progress.isPaused {
            update { $0.resumeLater(partition, at: place) }
        } else {
            // Whoever held it before had paused it.
            if progress.isHeld { PartitionList([partition]).lend { _ = rd_kafka_resume_partitions(client, $0) } }
            error = Self.move([partition: place], client)
        }
        if error == nil { update { $0.release(partition) } }
        return error
    }

    func pause(_ partitions: [TopicPartition]) async throws(KafkaError) {
        guard let handle else { throw .closed }
        let error = await handle.onEventThread { [self] client in
            update { $0.pause(partitions) }
            let list = PartitionList(partitions)
            list.lend { _ = rd_kafka_pause_partitions(client, $0) }
            return list.complaint
        }
        if let error { throw error }
    }

    /// What was taken back at the pause is fetched again.
    func resume(_ partitions: [TopicPartition], within limit: Duration) async throws(KafkaError) {
        guard let handle else { throw .closed }
        let (places, error) = await handle.onEventThread { [self] client in
            let places = update { state in
                let places = state.resume(partitions)
                for (partition, place) in places { _ = state.hold(partition, rewindTo: place) }
                return places
            }
            let list = PartitionList(partitions)
            list.lend { _ = rd_kafka_resume_partitions(client, $0) }
            return (places, list.complaint)
        }
        for (partition, place) in places {
            try await seek(partition, to: place, keepsHands: true, within: limit)
        }
        if let error { throw error }
    }

    private static func move(_ places: [TopicPartition: Int64], _ client: OpaquePointer) -> KafkaError? {
        let list = PartitionList()
        for (partition, place) in places { list.add(partition, offset: place) }
        let error = KafkaError(
            consuming: list.lend { rd_kafka_seek_partitions(client, $0, moveLimit) }, subject: places.keys.first?.topic)
        return error ?? list.complaint
    }
}

extension KafkaError {
    /// A partition that was just assigned or stopped cannot be moved for a moment, and a request that another one
    /// overtook in the library gets no answer.
    fileprivate var isMoveRetriable: Bool { code == .wrongState || code == .timedOut }
}
#endif
