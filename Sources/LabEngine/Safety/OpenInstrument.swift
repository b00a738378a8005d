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
    var connection: Connection { current.withLock { $0 } }

    /// Opens the wire and asks who answers.
    ///
    /// - Throws: what the link or the driver throws; `LinkError.silent` when the answer takes too long.
    static func open(_ source: InstrumentSource, clock: any LabClock) async throws -> OpenInstrument {
        let (connection, identity) = try await connect(source, within: patience, clock: clock)
        do {
            let potentiostat = connection.instrument as? any Potentiostat
            let capabilities = try await potentiostat?.capabilities
            return OpenInstrument(source, identity, capabilities, connection, clock: clock)
        } catch {
            await connection.instrument.disconnect()
            throw error
        }
    }

    /// Opens the wire anew and makes sure the same device answers.
    func reconnect() async throws {
        connection.link.close()
        let (fresh, identity) = try await reopen()
        guard identity.serialNumber == self.identity.serialNumber else {
            fresh.link.close()
            throw WrongInstrument(
                expected: "\(self.identity.model) \(self.identity.serialNumber)",
                answer: "\(identity.model) \(identity.serialNumber)")
        }
        current.withLock { $0 = fresh }
    }

    /// A plug that fell out is put back, a device that restarts comes again, and the lock of the wire that was just
    /// closed may take a moment to go.
    private func reopen() async throws -> (Connection, InstrumentIdentity) {
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
        // A driver that hangs must not keep the wire.
        _ = try? await clock.within(.seconds(1), on: connection.executor) { await connection.instrument.disconnect() }
        connection.link.close()
    }

    private static func connect(
        _ source: InstrumentSource, within limit: Duration, clock: any LabClock
    ) async throws -> (Connection, InstrumentIdentity) {
        let link = try await source.open()
        let instrument = source.driver.init(over: link, clock: clock)
        let executor = ExecutorThread()
        do {
            let identity = try await clock.within(limit, on: executor) { try await instrument.identify() }
            guard let identity else { throw LinkError.silent(address: source.address, waited: limit) }
            return (Connection(instrument: instrument, link: link, executor: executor), identity)
        } catch {
            link.close()
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
