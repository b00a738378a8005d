import Glibc
import LabEmulation
import LabTransport
import LabValues

/// An emulator inside this process, and wires to it: `sim:CELL[?speed=FACTOR|max][&model=MODEL]`.
///
/// The emulator keeps its state when a wire is closed and another one opened, as a real device does.
final class SimulatedInstrument: Sendable {
    private let channel = InProcessChannel()
    private let address: LinkAddress
    private let thread: EmulatorThread

    /// Starts the emulator of the driver called `driver`.
    ///
    /// - Throws: `LinkError.badAddress` when cell, speed or model do not exist, or the driver has no emulator.
    init(_ address: LinkAddress, driver: String, emulators: [any InstrumentEmulator.Type]) throws(LinkError) {
        self.address = address
        let text = address.description
        guard let type = emulators.first(where: { $0.name == driver }), let usual = type.models.first else {
            let names = emulators.map { $0.name }.joined(separator: ", ")
            throw .badAddress(address: text, expected: "there is no emulator for \(driver); there are: \(names)")
        }
        let unknown = address.options.keys.filter { !["speed", "model"].contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw .badAddress(address: text, expected: "options of sim: are speed and model, not \(unknown[0])")
        }
        guard let speed = EmulatorSpeed(address.options["speed"] ?? "1") else {
            throw .badAddress(address: text, expected: "speed is a factor from 0.001 to 1000000, or max")
        }
        do {
            let cell = try CellDescription(address.place)
            let emulator = try type.init(
                model: address.options["model"] ?? usual, cell: cell, speed: speed, state: EmulatorState())
            thread = emulator.start(on: channel)
        } catch {
            throw .badAddress(address: text, expected: "\(error)")
        }
    }

    deinit { channel.close() }

    /// A fresh wire to the emulator; only one at a time is open.
    func open(clock: any LabClock) -> any ByteLink {
        channel.hostOpen()
        return SimulatedLink(address, self, channel, clock: clock)
    }
}

/// The host's end of a wire to an emulator in this process.
private final class SimulatedLink: ByteLink {
    let address: LinkAddress
    private let channel: InProcessChannel
    private let inbox: LinkInbox
    /// Keeps the emulator alive while the wire is.
    private let instrument: SimulatedInstrument

    init(_ address: LinkAddress, _ instrument: SimulatedInstrument, _ channel: InProcessChannel, clock: any LabClock) {
        self.address = address
        self.instrument = instrument
        self.channel = channel
        inbox = LinkInbox(clock: clock)
        startThread { [inbox] in Self.read(channel, into: inbox, address) }
    }

    func send(_ bytes: [UInt8]) async throws(LinkError) {
        if let ending = inbox.ending { throw ending }
        guard channel.hostWrite(bytes) else { throw .unplugged(address: "\(address)") }
    }

    func receive(until deadline: LabInstant?) async throws(LinkError) -> Arrival? {
        try await inbox.receive(until: deadline)
    }

    func close() {
        inbox.finish(.closed(address: "\(address)"))
        channel.hostClose()
    }

    private static func read(_ channel: InProcessChannel, into inbox: LinkInbox, _ address: LinkAddress) {
        while inbox.ending == nil {
            guard inbox.hasRoom else {
                usleep(1000)
                continue
            }
            switch channel.hostRead(timeout: nil) {
            case .bytes(let bytes): inbox.deliver(bytes)
            case .nothing: break
            case .closed: inbox.finish(.unplugged(address: "\(address)"))
            }
        }
    }
}
