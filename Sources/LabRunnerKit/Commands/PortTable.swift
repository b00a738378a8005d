import LabInstruments
import LabTransport
import LabValues

/// Ports and the drivers that may fit them, as `lab-runner ports` shows them.
struct PortTable: Sendable {
    var ports: [SerialPortDescription]
    var drivers: [DriverDescription]

    /// For people: a port, what it is, and what to type to use it.
    var lines: [String] {
        guard !ports.isEmpty else {
            return [
                "No serial port was found. Is the instrument plugged in and switched on, and its cable one that carries data?",
                "  → After plugging in, `dmesg | tail` says what the operating system saw. "
                    + "Without an instrument: lab-runner demo.",
            ]
        }
        return ports.flatMap { port in
            [port.line] + details(port).map { "    " + $0 }
        }
    }

    /// For programs: one object per port.
    var json: JSONValue {
        .array(
            ports.map { port in
                [
                    "path": .string(port.path), "address": .string("\(port.address)"),
                    "description": .string(port.description), "usb": .string(port.usb?.description),
                    "serial_number": .string(port.serialNumber), "manufacturer": .string(port.manufacturer),
                    "product": .string(port.product), "problem": .string(port.problem?.rawValue),
                    "drivers": .array(fitting(port).map { .string($0.name) }),
                ]
            })
    }

    private func details(_ port: SerialPortDescription) -> [String] {
        var lines: [String] = []
        if let description = port.description, description != port.product, !port.line.contains(description) {
            lines.append("described as \(description)")
        }
        if let manufacturer = port.manufacturer { lines.append("made by \(manufacturer)") }
        switch port.problem {
        case .notPermitted: lines.append("this user may not open it: see the group of \(port.path), usually dialout")
        case .missing: lines.append("\(port.path) is missing: in a container, pass the device in")
        case .unreadable: lines.append("the operating system tells nothing about it")
        case nil: break
        }
        let names = fitting(port).map { "\($0.name)@\(port.address)" }
        if !names.isEmpty { lines.append("may be \(names.joined(separator: " or "))") }
        return lines
    }

    private func fitting(_ port: SerialPortDescription) -> [DriverDescription] {
        drivers.filter { driver in driver.ports.contains { $0.fits(port) } }
    }
}
