/// Takes records out of this process.
///
/// Order, batching, retry and memory belong to the journal; a publisher answers one question: may these records be
/// forgotten here?
public protocol Publisher: Sendable {
    /// Takes records over; returns only when they may be forgotten here.
    ///
    /// The journal calls with rising `seq`, and never twice at once. After an error it calls again with the same
    /// records, so a publisher must stand being given what it already took.
    /// - Throws: `RecordsRefused` when all but the records named there were taken; anything else means try again later.
    func publish(_ records: [Record]) async throws

    /// Brings what was taken to where it survives a power cut, within `limit`.
    func flush(within limit: Duration) async throws

    /// Makes sure that the sink can be reached and takes records, as far as that shows without sending one.
    ///
    /// - Throws: a fault whose sentence says what is wrong and what to do.
    func check(within limit: Duration) async throws

    /// Lets go of files and connections; nothing is called afterwards.
    func close() async

    /// The last record that the sink surely holds of what an earlier process gave it; nil when it cannot know.
    ///
    /// What came later is given again, as far as it is kept: a power cut may have taken it.
    var heldThrough: Int? { get async }

    /// Where the operator finds what was written, when that is a place on this host.
    var location: String? { get }

    /// What the operator should know about this sink although it works, in sentences; the run says them once.
    var notices: [String] { get }

    /// Calls `action` when another `publish` makes sense after an error, so that nobody waits out a pause for nothing.
    ///
    /// At once, later, more than once or never, on any thread; only the action given last counts. It must be short.
    func whenReady(_ action: @escaping @Sendable () -> Void)
}

extension Publisher {
    public func flush(within limit: Duration) async throws {}
    public func check(within limit: Duration) async throws {}
    public func close() async {}
    public var heldThrough: Int? { get async { nil } }
    public var location: String? { nil }
    public var notices: [String] { [] }
    public func whenReady(_ action: @escaping @Sendable () -> Void) {}
}
