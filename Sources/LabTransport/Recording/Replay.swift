public import LabValues
import Synchronization

/// A recorded wire: `replay:FILE[?speed=FACTOR|max]`, as fast as possible unless a speed is named.
///
/// It hands out one link after the other, as a port does; each goes on where the one before ended.
public final class Replay: Sendable {
    /// Where the wire was read from.
    public let address: LinkAddress
    private let conversation: Mutex<ReplayedConversation>
    private let speed: Double?
    private let clock: any LabClock

    /// Reads the transcript at the address's place.
    ///
    /// - Throws: `UnreadableTranscript`, `LinkError.badAddress`.
    public convenience init(_ address: LinkAddress, clock: any LabClock) throws {
        let unknown = address.options.keys.filter { $0 != "speed" }.sorted()
        guard unknown.isEmpty else {
            throw LinkError.badAddress(
                address: address.description, expected: "the option of replay: is speed, not \(unknown[0])")
        }
        self.init(
            try TranscriptReader.pieces(at: address.place), address: address,
            speed: try Self.speed(address.options["speed"] ?? "max", in: address), clock: clock)
    }

    /// A wire that says these pieces; `speed` is recorded seconds per second, nil for as fast as possible.
    public init(_ pieces: [TranscriptPiece], address: LinkAddress, speed: Double? = nil, clock: any LabClock) {
        self.address = address
        self.speed = speed
        self.clock = clock
        conversation = Mutex(ReplayedConversation(pieces))
    }

    private static func speed(_ text: String, in address: LinkAddress) throws(LinkError) -> Double? {
        if text == "max" { return nil }
        guard let factor = Double(text), factor >= 0.001, factor <= 1_000_000 else {
            throw .badAddress(address: address.description, expected: "speed is a factor from 0.001 to 1000000, or max")
        }
        return factor
    }

    /// The wire, opened (again).
    public func open() -> any ByteLink { ReplayLink(self, clock: clock) }

    /// What a listener does who has until `deadline`.
    fileprivate enum Turn {
        case hear(Arrival)
        case silence
        /// Listen until then, and ask again when it was not the deadline.
        case wait(until: LabInstant?)
    }

    fileprivate func turn(until deadline: LabInstant?, since start: LabInstant) -> Turn {
        let now = clock.now
        return conversation.withLock { conversation in
            switch conversation.next {
            case .bytes(let bytes, let pause):
                let due = speed.map { start + pause / $0 } ?? now
                guard due <= now else { return .wait(until: min(due, deadline ?? due)) }
                conversation.didHear()
                return .hear(Arrival(bytes: bytes, moment: now))
            case .silence(let pause):
                // A listener who gave up then gives up now, at once; another task sent meanwhile: it may do so again.
                guard speed == nil, let deadline, deadline - now <= pause else { return .wait(until: deadline) }
                conversation.didWait(max(.zero, deadline - now))
                return .silence
            case .end: return .wait(until: deadline)
            }
        }
    }

    fileprivate func send(_ bytes: [UInt8]) throws(LinkError) {
        do throws(ReplayDifference) {
            try conversation.withLock { conversation throws(ReplayDifference) in try conversation.send(bytes) }
        } catch {
            throw .differs(address: "\(address)", line: error.line, expected: error.expected, sent: error.sent)
        }
    }
}

/// One opening of a recorded wire.
private final class ReplayLink: ByteLink {
    private let replay: Replay
    private let clock: any LabClock
    /// Carries no bytes: it is rung when something was sent, and knows how to wait, to be cancelled and to end.
    private let bell: LinkInbox
    /// When the listener last heard or sent something: what a speed counts from.
    private let latest: Mutex<LabInstant>
    var address: LinkAddress { replay.address }

    init(_ replay: Replay, clock: any LabClock) {
        self.replay = replay
        self.clock = clock
        bell = LinkInbox(clock: clock)
        latest = Mutex(clock.now)
    }

    func send(_ bytes: [UInt8]) async throws(LinkError) {
        if let ending = bell.ending { throw ending }
        do throws(LinkError) { try replay.send(bytes) } catch {
            bell.finish(error)
            throw error
        }
        latest.withLock { $0 = clock.now }
        bell.deliver([0])
    }

    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        while true {
            if Task.isCancelled { throw .cancelled }
            if let ending = bell.ending { throw ending }
            switch replay.turn(until: deadline, since: latest.withLock { $0 }) {
            case .silence: return nil
            case .hear(let arrival):
                latest.withLock { $0 = arrival.moment }
                return arrival
            case .wait(until: let moment):
                if let deadline, clock.now >= deadline { return nil }
                _ = try await bell.receive(until: moment)
            }
        }
    }

    func close() { bell.finish(.closed(address: "\(address)")) }
}
