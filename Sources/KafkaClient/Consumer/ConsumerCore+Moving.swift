#if Kafka
import CRdKafka
import Logging

extension ConsumerCore {
    /// Milliseconds the library's main thread may take to move a partition; no broker is asked.
    private static let moveLimit: Int32 = 2000

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

    /// Throws the reader's place in a partition away and goes to another.
    func seek(_ partition: TopicPartition, to place: Int64, within limit: Duration) async throws(KafkaError) {
        let deadline = ContinuousClock.now + limit
        while true {
            guard let handle else { throw .closed }
            let error = await handle.onEventThread { [self] in moveReader(partition, to: place, $0) }
            guard let error else { return }
            // A partition that was just assigned cannot be moved until the library has begun to fetch it.
            guard error.code == .wrongState, ContinuousClock.now < deadline, !Task.isCancelled else { throw error }
            await onOwnThread { [closing] in _ = closing.wait(for: .milliseconds(20)) }
        }
    }

    private func moveReader(_ partition: TopicPartition, to place: Int64, _ client: OpaquePointer) -> KafkaError? {
        guard let progress = update({ $0.partitions[partition] }) else {
            return .refused(.unknownPartition, subject: partition.topic)
        }
        if progress.isPaused || progress.isHeld {
            // A held partition was paused by this end alone.
            if !progress.isPaused { PartitionList([partition]).lend { _ = rd_kafka_resume_partitions(client, $0) } }
            update { $0.release(partition) }
        }
        guard update({ $0.hold(partition) }) else { return nil }
        defer { update { $0.release(partition) } }
        if progress.isPaused {
            update { $0.resumeLater(partition, at: place) }
            return nil
        }
        return Self.move([partition: place], client)
    }

    /// Stops and starts again what comes from partitions.
    func setPaused(_ isPaused: Bool, _ partitions: [TopicPartition]) async throws(KafkaError) {
        guard let handle else { throw .closed }
        let error = await handle.onEventThread { [self] client in
            let list = PartitionList(partitions)
            if isPaused {
                update { $0.pause(partitions) }
                list.lend { _ = rd_kafka_pause_partitions(client, $0) }
                return list.complaint
            }
            let places = update { $0.resume(partitions) }
            list.lend { _ = rd_kafka_resume_partitions(client, $0) }
            return list.complaint ?? (places.isEmpty ? nil : Self.move(places, client))
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
#endif
