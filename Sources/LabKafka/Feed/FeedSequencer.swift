#if Kafka
public import LabValues

/// Puts the messages of experiments into their order, once each, and says what is missing; pure.
///
/// `seq` rises over events and points together, so an experiment is complete only over all its topics. What comes too
/// early is held until the hole before it is filled, for a bounded time and a bounded number.
public struct FeedSequencer: Sendable {
    /// How long and how much is held.
    public struct Limits: Sendable, Hashable {
        /// How long a hole may stay before it is called a gap.
        public var wait = Duration.seconds(5)
        /// How many messages are held at most, of all experiments.
        public var held = 10_000
        /// How many experiments are remembered; one that was forgotten and comes again begins anew.
        public var experiments = 1000

        /// 5 s, 10 000 messages, 1000 experiments.
        public init() {}
    }

    /// Where an experiment begins for this feed.
    public enum Beginning: Sendable, Hashable {
        /// With `seq` 1: what is missing before the first message is a gap.
        case first
        /// With what comes first: for a feed that joins in the middle.
        case anywhere
    }

    private let beginning: Beginning
    private let limits: Limits
    private var sequences: [ExperimentID: ExperimentSequence] = [:]
    private var heldCount = 0
    private var uses = 0

    /// A sequencer that has seen nothing yet.
    public init(_ beginning: Beginning = .first, limits: Limits = Limits()) {
        (self.beginning, self.limits) = (beginning, limits)
    }

    /// When `expire` has something to do; nil while nothing is held.
    public var deadline: LabInstant? {
        guard heldCount > 0 else { return nil }
        return sequences.values.compactMap(\.waitingSince).min().map { $0 + limits.wait }
    }

    /// Whether a message waits for those before it.
    public func holds(_ message: NumberedMessage) -> Bool {
        sequences[message.experiment]?.holds(message) ?? false
    }

    /// Takes a message; returns what may be delivered now, in order. A message that was delivered before gives nothing.
    public mutating func receive(_ message: NumberedMessage, at now: LabInstant) -> [FeedElement] {
        guard (1..<Int.max).contains(message.seq) else { return [FeedElement(message)] }
        var elements = forgetOldest(unless: message.experiment)
        uses += 1
        elements += update(message.experiment) { sequence, use in
            sequence.lastUse = use
            return sequence.receive(message, at: now)
        }
        while heldCount > limits.held, let oldest = longestWaiting {
            elements += update(oldest) { sequence, _ in sequence.giveUp(at: now) }
        }
        return elements
    }

    /// Gives up waiting where it has been long enough.
    public mutating func expire(at now: LabInstant) -> [FeedElement] {
        var elements: [FeedElement] = []
        for experiment in sequences.keys.sorted(by: { $0.text < $1.text }) {
            guard let since = sequences[experiment]?.waitingSince, since + limits.wait <= now else { continue }
            elements += update(experiment) { sequence, _ in sequence.giveUp(at: now) }
        }
        return elements
    }

    private mutating func update(
        _ experiment: ExperimentID, _ change: (inout ExperimentSequence, _ use: Int) -> [FeedElement]
    ) -> [FeedElement] {
        var sequence = sequences.removeValue(forKey: experiment) ?? ExperimentSequence(experiment, beginning)
        heldCount -= sequence.heldCount
        defer {
            heldCount += sequence.heldCount
            sequences[experiment] = sequence
        }
        return change(&sequence, uses)
    }

    private var longestWaiting: ExperimentID? {
        sequences.filter { $0.value.waitingSince != nil }
            .min { ($0.value.waitingSince ?? .distant) < ($1.value.waitingSince ?? .distant) }?.key
    }

    /// Makes room for a new experiment; what is held of the one that goes is delivered.
    private mutating func forgetOldest(unless experiment: ExperimentID) -> [FeedElement] {
        guard sequences[experiment] == nil, sequences.count >= max(1, limits.experiments),
            let oldest = sequences.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
        else { return [] }
        var elements: [FeedElement] = []
        while let count = sequences[oldest]?.heldCount, count > 0 {
            elements += update(oldest) { sequence, _ in sequence.giveUp(at: sequence.waitingSince ?? .distant) }
        }
        sequences[oldest] = nil
        return elements
    }
}

extension LabInstant {
    fileprivate static let distant = LabInstant(sinceOrigin: .seconds(Int64.max / 2))
}
#endif
