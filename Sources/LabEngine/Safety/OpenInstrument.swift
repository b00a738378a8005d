import LabInstruments
import LabTransport
import LabValues
import Synchronization

/// An instrument whose wire is open: the driver that talks to it, and the way back to it when the wire is lost.
final class OpenInstrument: Sendable {
    /// A driver on a wire, with a thread of its own.
    struct Connection: Sendable {
        var instrument: any Instrument
        var link: any ByteLink
        var executor: ExecutorThread
    }

    private struct Answer: Sendable {
        var connection: Connection
        var identity: InstrumentIdentity
        var capabilities: PotentiostatCapabilities?
    }

    let source: InstrumentSource
    let identity: InstrumentIdentity
    /// What the model that answered can do; nil for an instrument that is no potentiostat.
    let capabilities: PotentiostatCapabilities?
    private let clock: any LabClock
    private let current: Mutex<Connection>

    /// How long a device may take to say who it is: a script that was left running may have to end first.
    static let patience = Duration.seconds(30)
    /// The same when its cell has to be made safe.
    private static let haste = Duration.seconds(5)
    /// How long a wire may be away before it is given up once more.
    private static let outage = Duration.seconds(5)

    private init(
        _ source: InstrumentSource, _ identity: InstrumentIdentity, _ capabilities: PotentiostatCapabilities?,
        _ connection: Connection, clock: any LabClock
    ) {
        self.source = source
        self.identity = identity
        self.capabilities = capabilities
        self.clock = clock
        current = Mutex(connection)
    }

    var role: InstrumentRole { source.role }
    /// Whether what it delivers was not measured now.
    var isSimulated: Bool { source.isSimulated || identity.isSimulated }
    var connection: Connection { current.withLock { $0 } }

    /// Opens the wire and asks who answers.
    ///
    /// - Throws: what the link or the driver throws; `LinkError.silent` when the answer takes too long;
    ///   `CancellationError` at once when the task is cancelled. The wire is then closed.
    static func open(_ source: InstrumentSource, clock: any LabClock) async throws -> OpenInstrument {
        let answer = try await connect(source, within: patience, clock: clock)
        return OpenInstrument(source, answer.identity, answer.capabilities, answer.connection, clock: clock)
    }

    /// Opens the wire to a device that was left behind, and makes sure that it is the one.
    ///
    /// - Throws: as `open`; `OtherDevice` when another serial number answers. The wire is then closed.
    static func reach(
        _ source: InstrumentSource, knownAs serialNumber: String?, within limit: Duration, clock: any LabClock
    ) async throws -> OpenInstrument {
        let answer = try await connect(source, within: limit, clock: clock)
        if let serialNumber, answer.identity.serialNumber != serialNumber {
            answer.connection.link.close()
            throw OtherDevice(
                expected: serialNumber, answer: "\(answer.identity.model) \(answer.identity.serialNumber)")
        }
        return OpenInstrument(source, answer.identity, answer.capabilities, answer.connection, clock: clock)
    }

    /// Opens the wire anew and makes sure the same device answers.
    func reconnect() async throws {
        connection.link.close()
        let fresh = try await reopen()
        guard fresh.identity.serialNumber == identity.serialNumber else {
            fresh.connection.link.close()
            throw WrongInstrument(
                expected: "\(identity.model) \(identity.serialNumber)",
                answer: "\(fresh.identity.model) \(fresh.identity.serialNumber)")
        }
        current.withLock { $0 = fresh.connection }
    }

    /// A plug that fell out is put back, a device that restarts comes again, and the lock of the wire that was just
    /// closed may take a moment to go.
    private func reopen() async throws -> Answer {
        let end = clock.now + Self.outage
        while true {
            do {
                return try await Self.connect(source, within: Self.haste, clock: clock)
            } catch let error as LinkError where error.mayPass && clock.now < end {
                try await clock.sleep(for: .milliseconds(50))
            }
        }
    }

    func disconnect() async {
        let connection = connection
        // A driver that hangs must not keep the wire, and whatever it says, the wire is closed next.
        _ = try? await clock.within(.seconds(1), on: connection.executor) { await connection.instrument.disconnect() }
        connection.link.close()
    }

    /// Opens and asks on a thread of the connection's own: a wire that never opens holds nobody else up.
    private static func connect(
        _ source: InstrumentSource, within limit: Duration, clock: any LabClock
    ) async throws -> Answer {
        let executor = ExecutorThread()
        let wire = WireInHand()
        do {
            let answer = try await clock.within(limit, on: executor) {
                let link = try await source.open()
                try wire.take(link)
                let instrument = source.driver.init(over: link, clock: clock)
                let identity = try await instrument.identify()
                let capabilities = try await (instrument as? any Potentiostat)?.capabilities
                return Answer(
                    connection: Connection(instrument: instrument, link: link, executor: executor),
                    identity: identity, capabilities: capabilities)
            }
            guard let answer else { throw LinkError.silent(address: source.address, waited: limit) }
            return answer
        } catch {
            wire.giveUp()
            throw error
        }
    }
}

extension LinkError {
    /// Whether a wire that was there a moment ago may be there again soon.
    fileprivate var mayPass: Bool {
        switch self {
        // A device that comes back belongs to nobody until the system has set its rights.
        case .notFound, .notPermitted, .unplugged, .busy: true
        default: false
        }
    }
}
