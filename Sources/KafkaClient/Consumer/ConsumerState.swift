#if Kafka
/// What a consumer knows: which partitions it has, what is buffered, what went wrong. Decides; does nothing itself.
struct ConsumerState {
    private let bounds: KafkaConsumer.Buffer
    private(set) var partitions: [TopicPartition: PartitionProgress] = [:]
    private(set) var isClosed = false
    private var queue = MessageQueue()
    private var failure: KafkaError?
    private var isFailureFinal = false
    private var assignments = 0
    private var isFull = false

    init(bounds: KafkaConsumer.Buffer) { self.bounds = bounds }

    var bufferedCount: Int { queue.count }

    /// False from the moment the buffer is full until it is half empty: a wake-up per message would cost more.
    var wantsMore: Bool { !isClosed && !isFull }

    /// False when a reader has nothing to wait for.
    var isWaitNeeded: Bool { queue.count == 0 && failure == nil && !isClosed }

    /// True unless every partition has been read to its end.
    var hasMore: Bool {
        queue.count > 0 || partitions.values.contains { !$0.isAtEnd && !$0.isPaused }
    }

    mutating func assign(_ added: [TopicPartition]) {
        for partition in added {
            assignments += 1
            partitions[partition] = PartitionProgress(assignment: assignments)
        }
    }

    mutating func revoke(_ removed: [TopicPartition]) {
        for partition in removed {
            partitions[partition] = nil
            queue.drop(partition)
        }
        look()
    }

    /// Takes a message in; one of a partition that is taken away or about to be rewound is thrown away.
    mutating func receive(_ message: KafkaMessage, of partition: TopicPartition, at offset: Int64) {
        guard !isClosed, let progress = partitions[partition], !progress.isHeld, !progress.isPaused else { return }
        partitions[partition]?.isAtEnd = false
        queue.append(.init(message: message, partition: partition, offset: offset, assignment: progress.assignment))
        look()
    }

    mutating func reachEnd(_ partition: TopicPartition) { partitions[partition]?.isAtEnd = true }

    /// Tells the reader once, or for ever when nothing will come any more.
    mutating func fail(_ error: KafkaError, isFinal: Bool = false) {
        guard !isFailureFinal else { return }
        failure = error
        isFailureFinal = isFinal
    }

    /// The next message; throws what went wrong first.
    mutating func take() throws(KafkaError) -> MessageQueue.Entry? {
        if let failure {
            if !isFailureFinal { self.failure = nil }
            throw failure
        }
        guard let entry = queue.popFirst() else { return nil }
        partitions[entry.partition]?.deliver(entry.offset)
        look()
        return entry
    }

    /// The offset to store, nil when the message is not this reader's any more.
    mutating func acknowledge(_ partition: TopicPartition, _ offset: Int64, assignment: Int) -> Int64? {
        guard partitions[partition]?.assignment == assignment else { return nil }
        return partitions[partition]?.acknowledge(offset)
    }

    /// Throws messages of a partition away until ``release(_:)``, because it is about to be rewound to `offset`; nil:
    /// because the reader goes elsewhere.
    ///
    /// - Returns: false when it is not this reader's any more, or is held already.
    mutating func hold(_ partition: TopicPartition, assignment: Int? = nil, rewindTo offset: Int64? = nil) -> Bool {
        guard let progress = partitions[partition], !progress.isHeld,
            assignment == nil || progress.assignment == assignment
        else { return false }
        queue.drop(partition)
        look()
        partitions[partition]?.isHeld = true
        if let offset { partitions[partition]?.rewind(to: offset) } else { partitions[partition]?.move() }
        return true
    }

    mutating func release(_ partition: TopicPartition) { partitions[partition]?.isHeld = false }

    /// Takes back what is buffered of the partitions; they go on with that after the pause.
    mutating func pause(_ chosen: [TopicPartition]) {
        for partition in chosen where partitions[partition]?.isPaused == false {
            let first = queue.drop(partition)
            partitions[partition]?.isPaused = true
            partitions[partition]?.resumesAt = first
        }
        look()
    }

    /// Ends the pause; returns where partitions must be put to.
    mutating func resume(_ chosen: [TopicPartition]) -> [TopicPartition: Int64] {
        var places: [TopicPartition: Int64] = [:]
        for partition in chosen where partitions[partition]?.isPaused == true {
            places[partition] = partitions[partition]?.resumesAt
            partitions[partition]?.isPaused = false
            partitions[partition]?.resumesAt = nil
        }
        return places
    }

    /// Remembers a place for the end of the pause.
    mutating func resumeLater(_ partition: TopicPartition, at place: Int64) {
        partitions[partition]?.resumesAt = place
    }

    var hasFailed: Bool { failure != nil }

    mutating func close() {
        isClosed = true
        queue.removeAll()
        partitions = [:]
    }

    private mutating func look() {
        if queue.count >= bounds.messages || queue.size >= bounds.bytes {
            isFull = true
        } else if queue.count <= bounds.messages / 2 && queue.size <= bounds.bytes / 2 {
            isFull = false
        }
    }
}
#endif
