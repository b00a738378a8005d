import LabEmulation
import LabTransport
import LabValues

/// An emulator inside this process, and wires to it: `sim:CELL[?speed=FACTOR|max][&model=MODEL][&fault=KIND@POINT+…]`.
///
/// The emulator keeps its state when a wire is closed and another one opened, as a real device does.
final class SimulatedInstrument: Sendable {
    private let channel = InProcessChannel()
    private let address: LinkAddress
    private let thread: EmulatorThread

    /// Starts the emulator of the driver called `driver`.
    ///
    /// - Throws: `LinkError.badAddress` when cell, speed, model or fault do not exist, or the driver has no emulator.
    init(_ address: LinkAddress, driver: String, emulators: [any InstrumentEmulator.Type]) throws(LinkError) {
        self.address = address
        let text = address.description
        guard let type = emulators.first(where: { $0.name == driver }), let usual = type.models.first else {
            let names = emulators.map { $0.name }.joined(separator: ", ")
            throw .badAddress(address: text, expected: "there is no emulator for \(driver); there are: \(names)")
        }
        let unknown = address.options.keys.filter { !["speed", "model", "fault"].contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw .badAddress(address: text, expected: "options of sim: are speed, model and fault, not \(unknown[0])")
        }
        guard let speed = EmulatorSpeed(address.options["speed"] ?? "1") else {
            throw .badAddress(address: text, expected: "speed is a factor from 0.001 to 1000000, or max")
        }
        do {
            let cell = try CellDescription(address.place)
            let faults = try address.options["fault"].map { text throws(FaultPlanError) in try FaultPlan(joined: text) }
            let emulator = try type.init(
                model: address.options["model"] ?? usual, cell: cell, speed: speed, state: EmulatorState(),
                faults: faults ?? FaultPlan())
            thread = emulator.start(on: channel)
        } catch {
            let sentence = "\(error)"
            throw .badAddress(
                address: text, expected: String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]))
        }
    }

    deinit { channel.close() }

    /// A fresh wire to the emulator; only one at a time is open.
    func open(clock: any LabClock) -> any ByteLink {
        InProcessLink(address, to: channel, owner: self, clock: clock)
    }
}
