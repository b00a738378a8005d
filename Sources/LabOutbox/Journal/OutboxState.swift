import LabPublishing
import LabValues

/// What an outbox holds and what is to be done next; pure. Threads ask it, and do what it says.
struct OutboxState {
    /// How far the life of a journal has got.
    enum Phase {
        case open
        /// Takes no more messages; local sinks still get theirs.
        case closing
        /// Commits what is left, and ends.
        case finishing
        /// The writer has let go of the file.
        case ended
    }

    /// What the writer does next.
    enum Work {
        case commit([OutboxQueue.Slot])
        /// Look for delivered messages that were kept long enough.
        case forget
        case end
    }

    /// Below this a commit is quick enough.
    static let slowAfter = Duration.milliseconds(250)
    /// One commit holds no more: the log stays small, and a stall short.
    static let groupMessages = 2000
    static let groupBytes = 4 << 20

    let limits: OutboxLimits
    let bound: OutboxQueue.Bound
    let path: String
    /// How far a sender may be ahead of what is committed: the most that is sent twice after a crash.
    let window: Int

    var phase = Phase.open
    var queue = OutboxQueue()
    var sinks: [SinkProgress]
    var recent: RecentRecords
    var lastSeq: Int
    var size: OutboxFile.Size
    /// Rows given up, to be deleted in the next commit.
    var deletions: [ClosedRange<Int>] = []
    /// Why the disk takes nothing.
    var trouble: StorageFault?
    /// False when its space was given away on a full disk.
    var hasReserve: Bool
    /// Whether the writer waits before it tries again; `next` is not asked meanwhile.
    var isPausing = false
    /// Whether the policy has ended the taking of points.
    var isFull = false
    /// Cursors are to be committed although nothing else is.
    var areCursorsDue = false
    var isForgettingDue = true
    private var hasCursorAlarm = false
    private var isSlow = false
    private var isNearlyFull = false
    /// What the writer holds at this moment.
    private var inHand: (count: Int, footprint: Int, oldest: LabInstant?) = (0, 0, nil)
    private var dropReports = DropReports()
    /// Messages that never had a `seq` and never will; and those of them that were given up before.
    private var abandoned = 0
    /// Whether the writer has given up on the disk.
    private var isOver = false
    private var givenUp = 0

    init(
        limits: OutboxLimits, bound: OutboxQueue.Bound, path: String, sinks: [SinkProgress], lastSeq: Int,
        size: OutboxFile.Size, recentBytes: Int,
        hasReserve: Bool
    ) {
        (self.limits, self.bound, self.path, self.sinks) = (limits, bound, path, sinks)
        (self.lastSeq, self.size, self.hasReserve) = (lastSeq, size, hasReserve)
        window = max(1, min(5000, limits.maxMessages / 4))
        recent = RecentRecords(after: lastSeq, capacity: recentBytes)
        if limits.whenFull == .stopSafely { isFull = limits.areReached(bytes: size.bytes, messages: size.rows) }
    }

    /// Messages without a `seq`: in the queue or with the writer.
    var unnumbered: Int { queue.count + inHand.count }

    /// What became of a sink's messages; those that wait for their `seq` are pending.
    func counts(of place: Int) -> DeliveryCounts {
        var counts = sinks[place].line.counts(lastSeq: lastSeq)
        counts.pending += unnumbered + givenUp
        counts.dropped += abandoned
        return counts
    }

    // MARK: Taking messages

    /// Puts messages into the queue, all or none; the fault says why none, the reports are made in either case.
    mutating func append(_ messages: [LabMessage], at now: LabInstant) -> (
        reports: [JournalReport], fault: JournalFault?
    ) {
        guard phase == .open else { return ([], .closed) }
        let hasPoints = messages.contains(where: \.isPoints)
        if hasPoints, isFull { return ([], fullness) }
        var reports = slowness(at: now)
        if let stall = stall(at: now, hasPoints: hasPoints) {
            switch limits.whenFull {
            case .stopSafely:
                reports += fill(because: "\(stall)")
                return (reports, stall)
            case .dropOldest where queue.makeRoom(in: bound, beside: inHand.footprint, at: now): break
            case .dropOldest, .dropNewest:
                queue.appendLost(messages.count, at: now)
                return (reports, nil)
            }
        }
        for message in messages { queue.append(message, at: now) }
        return (reports, nil)
    }

    /// Ends the taking of points, and says so once.
    private mutating func fill(because reason: String) -> [JournalReport] {
        guard !isFull else { return [] }
        isFull = true
        return [.storageFailed(.outbox, reason: reason)]
    }

    private var fullness: JournalFault {
        if let trouble { return .diskFailed(trouble) }
        return .limitReached(maxBytes: limits.maxBytes, maxMessages: limits.maxMessages)
    }

    /// Why the queue takes no more; nil when it does.
    private func stall(at now: LabInstant, hasPoints: Bool) -> JournalFault? {
        let waited = oldest.map { now - $0 } ?? .zero
        let room = hasPoints ? bound.bytes : bound.bytesForEvents
        guard queue.footprint + inHand.footprint >= room || (hasPoints && waited >= bound.age) else { return nil }
        return trouble.map { .diskFailed($0) } ?? .diskStalled(path: path, waited: waited)
    }

    private var oldest: LabInstant? { inHand.oldest ?? queue.oldest }

    private mutating func slowness(at now: LabInstant) -> [JournalReport] {
        guard let oldest, !isSlow, now - oldest > Self.slowAfter else { return [] }
        isSlow = true
        return [.slow(now - oldest)]
    }

    // MARK: Committing

    /// What the writer does next; nil when there is nothing.
    mutating func next() -> Work? {
        if phase == .ended || isOver { return .end }
        let isUrgent = areCursorsDue || phase != .open
        if !queue.isEmpty || !deletions.isEmpty || (isUrgent && sinks.contains(where: \.isDirty)) {
            let taken = queue.take(atMost: Self.groupMessages, footprint: min(Self.groupBytes, bound.bytes / 4))
            inHand = (taken.slots.reduce(0) { $0 + $1.count }, taken.footprint, taken.oldest)
            return .commit(taken.slots)
        }
        areCursorsDue = false
        if phase == .finishing { return .end }
        if isForgettingDue { return .forget }
        return nil
    }

    /// What a commit that went well means.
    ///
    /// - Parameter size: what the file holds now.
    mutating func committed(
        _ plan: OutboxPlan, size: OutboxFile.Size, at now: LabInstant
    ) -> [JournalReport] {
        self.size = size
        lastSeq = plan.transaction.lastSeq
        recent.append(plan.transaction.records)
        deletions = []
        for (place, news) in plan.news {
            sinks[place].committed(news)
        }
        recent.forget(through: sinks.map(\.position).min() ?? lastSeq)
        (areCursorsDue, hasCursorAlarm, isPausing) = (false, false, false)
        let delay = inHand.oldest.map { now - $0 }
        inHand = (0, 0, nil)
        return reports(after: delay, at: now)
    }

    /// What a commit that failed means; the same slots are tried again.
    mutating func failed(_ fault: StorageFault) -> [JournalReport] {
        let isNew = trouble == nil
        trouble = fault
        if limits.whenFull == .stopSafely { return fill(because: "\(fault)") }
        return isNew ? [.warning("\(fault) Messages wait in memory, and some will be given up.")] : []
    }

    /// What the end of the disk's trouble means.
    mutating func recover() -> [JournalReport] {
        let wasFull = isFull
        guard trouble != nil || wasFull else { return [] }
        trouble = nil
        isFull = limits.whenFull == .stopSafely && limits.areReached(bytes: size.bytes, messages: size.rows)
        return wasFull && !isFull || limits.whenFull != .stopSafely ? [.recovered(.outbox)] : []
    }

    /// What is lost for good when the writer ends with something in hand; how many messages that is.
    ///
    /// - Parameter given: how many of these every sink has given up already.
    mutating func abandon(given: Int) -> Int {
        isOver = true
        abandoned += unnumbered - given
        givenUp += given
        queue = OutboxQueue()
        inHand = (0, 0, nil)
        return abandoned
    }

    /// What is lost because nobody waits for the disk any longer, and what the writer still holds.
    mutating func leaveBehind() -> (lost: Int, uncertain: Int) {
        isOver = true
        let lost = queue.count
        abandoned += lost
        queue = OutboxQueue()
        return (lost, inHand.count)
    }

    private mutating func reports(after delay: Duration?, at now: LabInstant) -> [JournalReport] {
        var reports: [JournalReport] = []
        if let delay {
            if delay > Self.slowAfter, !isSlow { reports.append(.slow(delay)) }
            isSlow = delay > Self.slowAfter
        }
        let part = limits.fullness(bytes: size.bytes, messages: size.rows)
        if part >= 0.8, !isNearlyFull { reports.append(.nearlyFull(part)) }
        isNearlyFull = part >= 0.8 || (isNearlyFull && part >= 0.7)
        if part >= 1, limits.whenFull == .stopSafely { reports += fill(because: "\(fullness)") }
        return reports + takeDropReports(at: now, all: false)
    }

    /// What was given up, as few reports as an operator can read.
    mutating func takeDropReports(at now: LabInstant, all: Bool) -> [JournalReport] {
        guard sinks.contains(where: { !$0.unreported.isEmpty }), all || dropReports.isDue(at: now) else { return [] }
        var reports: [JournalReport] = []
        for place in sinks.indices {
            for gap in sinks[place].takeUnreported() {
                reports.append(
                    .dropped(
                        sinks[place].name, first: gap.first, last: gap.last, count: gap.count, policy: gap.policy))
            }
        }
        return reports
    }

    /// Whether an alarm is to be set that commits the cursors: one at a time.
    mutating func wantsCursorAlarm() -> Bool {
        guard !hasCursorAlarm, phase == .open else { return false }
        hasCursorAlarm = true
        return true
    }
}

/// How often drops are reported: at once, then at intervals that double, so that reports do not feed on themselves.
struct DropReports {
    private var next: LabInstant?
    private var interval = Duration.seconds(1)

    /// Whether the time for a report has come; it is then taken to be made.
    mutating func isDue(at now: LabInstant) -> Bool {
        if let next, now < next { return false }
        if let next, now - next > .seconds(60) { interval = .seconds(1) }
        next = now + interval
        interval = min(interval * 2, .seconds(60))
        return true
    }
}
