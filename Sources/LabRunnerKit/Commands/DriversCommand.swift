import ArgumentParser
import LabEmulation
import LabInstruments
import LabValues

/// `lab-runner drivers`.
struct DriversCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "drivers", abstract: "Lists the instruments that can be driven.")

    @Flag(help: "Prints JSON.")
    var json = false

    func run(in lab: Lab) async -> Int32 {
        if json {
            let list = lab.drivers.drivers.map { Self.facts($0, in: lab) }
            lab.output.line(String(decoding: JSONValue.array(list).encoded, as: UTF8.self))
            return 0
        }
        for driver in lab.drivers.drivers {
            let description = driver.driver
            lab.output.line("\(description.name)  \(description.summary)")
            lab.output.line("    models: \(description.models.joined(separator: ", "))")
            if let techniques = Self.techniques(driver) { lab.output.line("    techniques: \(techniques)") }
            lab.output.line("    safe state: \(description.safety)")
            if lab.emulators.contains(where: { $0.name == description.name }) {
                lab.output.line("    simulated: \(description.name)@sim:redox")
            }
        }
        return 0
    }

    private static func techniques(_ driver: any Instrument.Type) -> String? {
        guard let potentiostat = driver as? any Potentiostat.Type,
            let capabilities = try? potentiostat.capabilities(of: nil)  // the driver's own default exists
        else { return nil }
        return capabilities.techniques.map(\.rawValue).joined(separator: ", ")
    }

    private static func facts(_ driver: any Instrument.Type, in lab: Lab) -> JSONValue {
        let description = driver.driver
        return [
            "name": .string(description.name), "summary": .string(description.summary),
            "role": .string(description.role.rawValue), "version": .string(description.version),
            "models": .array(description.models.map { .string($0) }), "baud": .integer(description.baud),
            "techniques": .array((techniques(driver) ?? "").split(separator: ", ").map { .string(String($0)) }),
            "safety": .string(description.safety),
            "emulator": .bool(lab.emulators.contains { $0.name == description.name }),
        ]
    }
}
