import LabPublishing
import LabValues
import Synchronization

/// A journal that keeps what it is given and may be full after a number of messages.
final class RecordingJournal: Journal {
    private let state = Mutex((messages: [LabMessage](), isClosed: false, refused: 0))
    private let diary: Diary
    private let capacity: Int
    private let drainsForEver: Bool

    init(_ diary: Diary, capacity: Int = .max, drainsForEver: Bool = false) {
        self.diary = diary
        self.capacity = capacity
        self.drainsForEver = drainsForEver
    }

    func append(_ messages: [LabMessage]) throws(JournalFault) {
        try state.withLock { state throws(JournalFault) in
            guard !state.isClosed else { throw .closed }
            guard state.messages.count + messages.count <= capacity else {
                state.refused += 1
                throw .full(sink: Self.sink, capacityBytes: capacity)
            }
            state.messages += messages
        }
        for message in messages { diary.note(message.line) }
    }

    private static let sink: SinkAddress = {
        do { return try SinkAddress("null") } catch { fatalError("\(error)") }
    }()

    /// What its only sink still waits for; no sink when nil.
    var pending: Int? {
        get { waiting.withLock { $0 } }
        set { waiting.withLock { $0 = newValue } }
    }
    private let waiting = Mutex<Int?>(nil)

    var counts: [(sink: SinkAddress, counts: DeliveryCounts)] {
        guard let pending else { return [] }
        var counts = DeliveryCounts()
        counts.pending = pending
        return [(Self.sink, counts)]
    }

    var lastSeq: Int { state.withLock { $0.messages.count } }
    var refused: Int { state.withLock { $0.refused } }

    func drain(within limit: Duration) async {
        diary.note("drain")
        if drainsForEver { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
    }

    func close() async {
        diary.note("close")
        state.withLock { $0.isClosed = true }
    }

    // MARK: What was said

    var messages: [LabMessage] { state.withLock { $0.messages } }
    /// The names of the events, in order.
    var events: [String] { messages.compactMap(\.event?.name.rawValue) }
    var batches: [PointBatch] { messages.compactMap { if case .points(let batch) = $0.content { batch } else { nil } } }

    /// The data of every event of that name.
    func data(of name: EventName) -> [JSONObject] {
        messages.compactMap { $0.event.flatMap { $0.name == name ? $0.data : nil } }
    }
}

extension LabMessage {
    var event: (name: EventName, data: JSONObject)? {
        if case .event(let name, let data) = content { (name, data) } else { nil }
    }
    fileprivate var line: String { event?.name.rawValue ?? "points" }
}
