/// What one sink has not got yet, wherever it is kept; its sender empties it in order.
package protocol Backlog: Sendable {
    /// What became of the messages so far.
    var counts: DeliveryCounts { get }

    /// Whether there is something to send at this moment. Does not block.
    var availability: BacklogAvailability { get }

    /// The next records, in order; the same again until they are settled. May block the calling thread for a disk.
    ///
    /// Empty when there is nothing to send after all.
    func first() throws -> [Record]

    /// Takes the records of the last `first()` off, with what the sink refused of them.
    func settle(_ records: [Record], refused: Set<Int>, reason: String)
}

/// Whether a backlog has something for its sink.
package enum BacklogAvailability: Sendable {
    /// Records can be had.
    case records
    /// There will be more, and the sender is woken then.
    case later
    /// The sink has everything.
    case nothing
}
