import ArgumentParser
import LabEngine
import LabInstruments
import LabValues

/// `lab-runner identify DRIVER@ADDRESS`.
struct IdentifyCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "identify", abstract: "Asks who answers at an address; sends nothing but the handshake.",
        discussion: "Connecting ends a script that runs on the device.")

    @Argument(help: ArgumentHelp("For example emstat@serial:/dev/ttyUSB0.", valueName: "driver@address"))
    var address: String

    @Option(help: "Where state is kept (default: $XDG_STATE_HOME/lab-runner).")
    var state: String?

    @Flag(help: "Prints JSON.")
    var json = false

    func run(in lab: Lab) async -> Int32 {
        do {
            let address = try InstrumentAddress(address)
            let planned = try lab.source(for: address)
            let locks = try lock(address)
            defer { withExtendedLifetime(locks) {} }
            let identity = try await InstrumentProbe.identify(planned.source, clock: lab.clock)
            lab.output.line(json ? String(decoding: Self.facts(identity).encoded, as: UTF8.self) : Self.text(identity))
            return 0
        } catch {
            let fault = RunFault(error)
            for line in fault.lines { lab.console.line(line) }
            if json {
                lab.output.line(String(decoding: JSONValue.object(["error": fault.facts]).encoded, as: UTF8.self))
            }
            return (error as? any LabFault)?.code == "invalid_input" ? 2 : 4
        }
    }

    /// The use of the instrument: a question in the middle of a run would spoil it.
    private func lock(_ address: InstrumentAddress) throws(CommandFault) -> [InstrumentLock] {
        guard InstrumentKey(address.link, among: []) != nil else { return [] }
        let directory: String
        do throws(CommandFault) { directory = try StateDirectory(option: state).directory("run") } catch {
            // Where nothing can be kept no run has an instrument; a place that was named must be there.
            if state == nil { return [] }
            throw error
        }
        return try InstrumentLock.take([address.link], for: "lab-runner identify", in: directory)
    }

    private static func text(_ identity: InstrumentIdentity) -> String {
        "\(identity.manufacturer) \(identity.model), serial number \(identity.serialNumber), firmware \(identity.firmware)"
            + (identity.isSimulated ? " (simulated)" : "")
    }

    private static func facts(_ identity: InstrumentIdentity) -> JSONValue {
        [
            "manufacturer": .string(identity.manufacturer), "model": .string(identity.model),
            "serial_number": .string(identity.serialNumber), "firmware": .string(identity.firmware),
            "simulated": .bool(identity.isSimulated),
        ]
    }
}
