import LabEmulation
import LabInstruments
import LabPrograms
import LabPublishing
import LabTransport
import LabValues

/// What a runner was built with, and the clock and the terminal it lives with.
struct Lab: Sendable {
    var drivers: DriverCatalog
    var programs: ProgramCatalog
    var emulators: [any InstrumentEmulator.Type]
    var publishers: PublisherCatalog
    var listeners = ListenerCatalog()
    var clock: any LabClock
    /// Standard output: results only.
    var output: TerminalWriter
    /// Standard error: progress, warnings, errors.
    var console: TerminalWriter
    /// The file of this program, from which guards are started; nil where it is a part of another one.
    var program: String?

    private static let linkNames = "serial:, pty:, tcp:, sim: and replay:"

    /// How a run reaches the instrument at `address`.
    ///
    /// Nothing is opened yet, but an emulator is started and a transcript is read: their faults show at once.
    ///
    /// - Parameter former: a process that had the port and has ended.
    /// - Throws: `UnknownDriver`, `LinkError.badAddress`, `UnreadableTranscript`.
    func source(for address: InstrumentAddress, leftBy former: Int32? = nil) throws -> PlannedInstrument {
        let driver = try drivers.driver(named: address.driver)
        let role = address.role ?? driver.driver.role
        let model = address.link.options["model"]
        let clock = clock
        let link = address.link
        switch link.scheme {
        case "sim":
            let instrument = try SimulatedInstrument(link, driver: address.driver, emulators: emulators)
            return PlannedInstrument(role: role, driver: driver, model: model, address: address) {
                instrument.open(clock: clock)
            }
        case "pty":
            return PlannedInstrument(role: role, driver: driver, model: nil, address: address) {
                try PtyLink.open(link, clock: clock, leftBy: former)
            }
        case "serial":
            let port = try SerialAddress(link, defaults: SerialSettings(baud: driver.driver.baud))
            return PlannedInstrument(role: role, driver: driver, model: nil, address: address) {
                try SerialLink.open(port, clock: clock, leftBy: former)
            }
        case "tcp":
            let server = try TCPAddress(link)
            return PlannedInstrument(role: role, driver: driver, model: nil, address: address) {
                try await TCPLink.open(server, clock: clock)
            }
        case "replay":
            let replay = try Replay(link, clock: clock)
            return PlannedInstrument(role: role, driver: driver, model: nil, address: address) { replay.open() }
        default:
            throw LinkError.badAddress(
                address: "\(address)", expected: "the links are \(Self.linkNames), not \(link.scheme):")
        }
    }
}
