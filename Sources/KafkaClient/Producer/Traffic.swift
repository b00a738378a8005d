#if Kafka
/// Counts what is under way, and says what may follow. A lone message always may, however large.
struct Traffic: Sendable {
    private let window: KafkaProducer.Window
    private(set) var messages = 0
    private(set) var bytes = 0
    /// Messages handed in that have no outcome yet.
    private(set) var unsettled = 0
    private var isStalled = false
    private var idle: [Latch] = []

    init(window: KafkaProducer.Window) { self.window = window }

    /// Takes note of messages that were handed in.
    mutating func accept(_ count: Int) { unsettled += count }

    /// Takes note of a message that is handed in if there is room for it; false when there is none.
    mutating func acceptIfRoom(_ size: Int) -> Bool {
        guard unsettled < window.messages, fits(size) else { return false }
        accept(1)
        return true
    }

    /// How many of the messages from `start` may leave now, at most `limit`, and their bytes; they count as under way
    /// from here on.
    mutating func admit(_ batch: [KafkaMessage], from start: Int, atMost limit: Int) -> (count: Int, bytes: Int) {
        var end = start
        let before = bytes
        while end < min(batch.count, start + limit), fits(batch[end].size) {
            messages += 1
            bytes += batch[end].size
            end += 1
        }
        if end == start { isStalled = true }
        return (end - start, bytes - before)
    }

    /// Takes back what was admitted and did not leave.
    mutating func takeBack(_ count: Int, bytes: Int) {
        messages -= count
        self.bytes -= bytes
    }

    /// The library's own queue is full. False when nothing is under way that could make room.
    mutating func stall() -> Bool {
        isStalled = messages > 0
        return isStalled
    }

    /// Messages that were under way have their outcome. True when others wait for the room.
    mutating func release(_ count: Int, bytes: Int) -> Bool {
        messages -= count
        self.bytes -= bytes
        defer { isStalled = false }
        return isStalled
    }

    /// Messages have their outcome.
    mutating func settle(_ count: Int) {
        unsettled -= count
        guard unsettled == 0 else { return }
        for latch in idle { latch.open() }
        idle = []
    }

    /// A latch that opens when every message has its outcome.
    mutating func whenIdle() -> Latch {
        let latch = Latch()
        if unsettled == 0 { latch.open() } else { idle.append(latch) }
        return latch
    }

    private func fits(_ size: Int) -> Bool {
        messages == 0 || messages < window.messages && bytes + size <= window.bytes
    }
}
#endif
