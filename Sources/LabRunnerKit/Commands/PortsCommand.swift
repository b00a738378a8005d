import ArgumentParser
import LabInstruments
import LabTransport
import LabValues

/// `lab-runner ports`.
struct PortsCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports", abstract: "Lists the serial ports and what may be at them; opens none.")

    @Flag(help: "Prints JSON.")
    var json = false

    func run(in lab: Lab) async -> Int32 {
        guard SerialPorts.isBuiltIn else {
            let fault = LinkError.notBuiltIn(address: "serial:", trait: "SerialPort")
            for line in ["This build has no serial ports."] + (fault.hint.map { ["  → \($0)"] } ?? []) {
                lab.console.line(line)
            }
            return 2
        }
        let table = PortTable(ports: SerialPorts.list(), drivers: lab.drivers.drivers.map { $0.driver })
        if json {
            lab.output.line(String(decoding: table.json.encoded, as: UTF8.self))
        } else {
            for line in table.lines { lab.output.line(line) }
        }
        return 0
    }
}
