import LabInstruments
import Synchronization

/// An instrument that exists in memory only: it does what the test says and notes what it was asked.
final class ToyDevice: Sendable {
    /// How a call is answered.
    enum Answer: Sendable {
        case state(SafeState)
        case fails
        case hangs
        case hangsUnlessCancelled
    }

    /// What it does; the default is a good device.
    struct Behaviour: Sendable {
        /// How many points it delivers; as many as were predicted when nil.
        var points: Int?
        var current: @Sendable (Int) -> ElectricCurrent? = { .microamperes(Double($0)) }
        /// Before this point it throws.
        var fault: (point: Int, error: any Error & Sendable)?
        /// Before this point it stops delivering.
        var stall: Int?
        /// The same for some measurements only.
        var stallIn: @Sendable (CheckedTechnique) -> Int? = { _ in nil }
        var canHold = false
        /// A hold is refused.
        var refusesHold = false
        /// What a hold waits for before it is answered.
        var answersHold: @Sendable () async -> Void = {}
        /// A held measurement does not go on.
        var refusesResume = false
        var ignoresCancellation = false
        var ignoresBreach = false
        /// It does not end after a breach.
        var hangsAfterBreach = false
        /// One for each call of `makeSafe`; the last is repeated.
        var safe: [Answer] = [.state(.confirmed)]
        /// One for each opening of the wire; the last is repeated.
        var serials = ["TOY1"]
        var identifyFault: (any Error & Sendable)?
        var identifyHangs = false
        /// The wire does not open: the thread that opens it blocks.
        var blocksOpening = false
        var interval = Duration.milliseconds(1)...Duration.seconds(3600)
        var longestSilence = Duration.seconds(3600)
    }

    let name: String
    let behaviour: Behaviour
    let diary: Diary
    private let state = Mutex((isCellOn: false, openings: 0, safeCalls: 0, safeMoment: LabInstant?.none))
    private let standing = Mutex((wake: OneShot<Bool>?.none, segment: 1))
    private static let host = SystemClock()

    init(_ name: String = "toy", _ behaviour: Behaviour = Behaviour(), diary: Diary) {
        self.name = name
        self.behaviour = behaviour
        self.diary = diary
    }

    func note(_ line: String) { diary.note("\(name) \(line)") }

    var isCellOn: Bool { state.withLock { $0.isCellOn } }
    func switchCell(on isOn: Bool) { state.withLock { $0.isCellOn = isOn } }
    var openings: Int { state.withLock { $0.openings } }
    /// When `makeSafe` was first called, by the host's clock.
    var safeMoment: LabInstant? { state.withLock { $0.safeMoment } }
    static var now: LabInstant { host.now }

    func open() throws -> any ByteLink {
        let number = state.withLock { state in
            state.openings += 1
            return state.openings
        }
        note("open")
        if behaviour.blocksOpening { _ = Monitor(()).wait { _ in Int?.none } }
        return ToyLink(device: self, serial: behaviour.serials[min(number, behaviour.serials.count) - 1])
    }

    func nextSafeAnswer() -> Answer {
        state.withLock { state in
            state.safeMoment = state.safeMoment ?? Self.host.now
            state.safeCalls += 1
            return behaviour.safe[min(state.safeCalls, behaviour.safe.count) - 1]
        }
    }

    /// Delivers nothing until a held measurement is resumed; throws when cancelled.
    func stand() async throws {
        let wake = OneShot<Bool>()
        standing.withLock { $0.wake = wake }
        note("stall")
        let goesOn = await withTaskCancellationHandler {
            await withCheckedContinuation { wake.wait($0) }
        } onCancel: {
            wake.finish(false)
        }
        if !goesOn { throw CancellationError() }
    }

    /// A measurement begins.
    func begin() { standing.withLock { $0.segment = 1 } }
    /// What the points of now belong to.
    var segment: Int { standing.withLock { $0.segment } }
    /// The held measurement goes on.
    func goOn() {
        let wake = standing.withLock { state in
            state.segment += 1
            return state.wake
        }
        wake?.finish(true)
    }

    /// Never returns; throws when cancelled unless it ignores that.
    static func hang(ignoringCancellation: Bool) async throws {
        let wake = OneShot<Void>()
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake.wait($0) }
        } onCancel: {
            if !ignoringCancellation { wake.finish(()) }
        }
        throw CancellationError()
    }
}

/// A wire that carries nothing: the toy is asked directly.
struct ToyLink: ByteLink {
    let device: ToyDevice
    let serial: String
    var address: LinkAddress { LinkAddress(scheme: "toy", place: device.name) }
    func send(_ bytes: [UInt8]) async throws(LinkError) {}
    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? { nil }
    func close() { device.note("close wire") }
}
