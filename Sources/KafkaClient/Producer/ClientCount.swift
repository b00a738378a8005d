#if Kafka
/// How many clients a producer made, and how many were alive at once.
struct ClientCount: Sendable {
    private var alive: [Latch] = []
    private(set) var made = 0
    private(set) var most = 0

    /// Counts a client by the latch of its end.
    mutating func add(_ end: Latch) {
        alive.removeAll { $0.wait(for: .zero) }
        alive.append(end)
        made += 1
        most = max(most, alive.count)
    }
}
#endif
