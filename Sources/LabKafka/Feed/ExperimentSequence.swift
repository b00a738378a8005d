#if Kafka
import LabValues

/// The messages of one experiment on their way into order; pure.
struct ExperimentSequence: Sendable {
    /// Ranges of missing messages and changes of writer that are remembered.
    private static let memory = 100

    /// For the owner: when this was used last.
    var lastUse = 0
    /// Since when the first hole is waited for; nil when nothing is held.
    private(set) var waitingSince: LabInstant?
    private let experiment: ExperimentID
    /// The place to be filled next; nil until the first message's turn.
    private var next: Int?
    private var held: [Int: NumberedMessage] = [:]
    /// Places that were given up, or lie before the beginning; what arrives there later is delivered after all.
    private var missing: [ClosedRange<Int>] = []
    /// Who wrote from which place on.
    private var writers: [(from: Int, writer: WriterID)] = []

    init(_ experiment: ExperimentID, _ beginning: FeedSequencer.Beginning) {
        self.experiment = experiment
        next = beginning == .first ? 1 : nil
    }

    var heldCount: Int { held.count }

    func holds(_ message: NumberedMessage) -> Bool { held[message.seq]?.writer == message.writer }

    mutating func receive(_ message: NumberedMessage, at now: LabInstant) -> [FeedElement] {
        if let next, message.seq < next { return again(message) }
        if let other = held[message.seq] { return clash(message, with: other.writer) }
        held[message.seq] = message
        let elements = release()
        waitingSince = held.isEmpty ? nil : (elements.isEmpty ? waitingSince ?? now : now)
        return elements
    }

    /// Calls the first hole a gap, and goes on behind it.
    mutating func giveUp(at now: LabInstant) -> [FeedElement] {
        guard let lowest = held.keys.min() else { return [] }
        var elements: [FeedElement] = []
        if let next, next < lowest {
            elements.append(.gap(experiment, next...lowest - 1))
            remember(missing: next...lowest - 1)
        } else if next == nil, lowest > 1 {
            remember(missing: 1...lowest - 1)
        }
        next = lowest
        elements += release()
        waitingSince = held.isEmpty ? nil : now
        return elements
    }

    private mutating func release() -> [FeedElement] {
        var elements: [FeedElement] = []
        while let place = next, let message = held.removeValue(forKey: place) {
            if writers.last?.writer != message.writer { writers.append((place, message.writer)) }
            if writers.count > Self.memory { writers.removeFirst() }
            next = place + 1
            elements.append(FeedElement(message))
        }
        return elements
    }

    /// A message for a place that was passed: late, a duplicate, or another writer's.
    private mutating func again(_ message: NumberedMessage) -> [FeedElement] {
        guard let hole = missing.firstIndex(where: { $0.contains(message.seq) }) else {
            return writers.last { $0.from <= message.seq }.map { clash(message, with: $0.writer) } ?? []
        }
        let range = missing.remove(at: hole)
        if message.seq < range.upperBound { missing.insert(message.seq + 1...range.upperBound, at: hole) }
        if range.lowerBound < message.seq { missing.insert(range.lowerBound...message.seq - 1, at: hole) }
        return [FeedElement(message)]
    }

    private func clash(_ message: NumberedMessage, with writer: WriterID) -> [FeedElement] {
        writer == message.writer ? [] : [.clash(message, with: writer)]
    }

    private mutating func remember(missing range: ClosedRange<Int>) {
        missing.append(range)
        if missing.count > Self.memory { missing.removeFirst() }
    }
}
#endif
