import LabEngine
import LabInstruments
import LabTransport
import LabValues

/// An instrument that is open: all that another process needs to find it again and to make it safe.
struct ArmedInstrument: Sendable, Hashable {
    /// The experiment it is used by.
    var experiment: ExperimentID
    /// The name the program uses.
    var role: InstrumentRole
    /// Where it is, as the user wrote it.
    var address: InstrumentAddress
    /// Who answered. Only this serial number is ever told anything.
    var identity: InstrumentIdentity
    /// What the USB device behind a serial port says of itself: ports change their names, devices do not.
    var usb: USBSelector?
    /// The process that opened it.
    var process: Int32

    /// The form of the note; a later one is not read.
    private static let format = 2

    /// How it may be reached: by what its USB device is, then as it was written.
    var addresses: [InstrumentAddress] {
        guard address.link.scheme == "serial", let usb else { return [address] }
        var lasting = address
        lasting.link.place = "\(usb)"
        return lasting == address ? [address] : [lasting, address]
    }

    /// One line for people.
    var words: String { "\(role) (\(identity.model) \(identity.serialNumber) at \(address.driver)@\(address.link))" }
}

extension ArmedInstrument {
    /// An instrument that has just been opened.
    ///
    /// - Throws: `LinkError.badAddress` when the address is none that a user can write.
    init(_ source: InstrumentSource, _ identity: InstrumentIdentity, in experiment: ExperimentID, process: Int32)
        throws(LinkError)
    {
        self.init(
            experiment: experiment, role: source.role, address: try InstrumentAddress(source.address),
            identity: identity, usb: nil, process: process)
        usb = InstrumentKey.usb(behind: address.link, among: SerialPorts.list())
    }

    /// The note of it.
    var facts: JSONValue {
        var facts = JSONObject([
            ("format", .integer(Self.format)), ("experiment_id", .string(experiment.text)),
            ("role", .string(role.rawValue)), ("address", .string("\(address)")),
            ("manufacturer", .string(identity.manufacturer)), ("model", .string(identity.model)),
            ("serial_number", .string(identity.serialNumber)), ("firmware", .string(identity.firmware)),
            ("pid", .integer(Int(process))),
        ])
        facts["usb"] = usb.map { .string(String("\($0)".dropFirst("usb=".count))) }
        return .object(facts)
    }

    /// Reads a note, which may hold anything.
    ///
    /// - Throws: `MalformedNote`.
    init(_ facts: JSONValue) throws(MalformedNote) {
        // Notes without a format are of the first one, which knew neither maker nor USB.
        let format = facts["format"]?.int ?? 1
        guard (1...Self.format).contains(format) else { throw MalformedNote(field: "format") }
        func text(_ name: String, _ fallback: String? = nil) throws(MalformedNote) -> String {
            guard let text = facts[name]?.text ?? fallback, text.utf8.count <= 4096 else {
                throw MalformedNote(field: name)
            }
            return text
        }
        do { experiment = try ExperimentID(try text("experiment_id")) } catch {
            throw MalformedNote(field: "experiment_id")
        }
        do { address = try InstrumentAddress(try text("address")) } catch { throw MalformedNote(field: "address") }
        role = InstrumentRole(rawValue: try text("role"))
        guard !role.rawValue.isEmpty else { throw MalformedNote(field: "role") }
        identity = InstrumentIdentity(
            manufacturer: try text("manufacturer", ""), model: try text("model"),
            serialNumber: try text("serial_number"), firmware: try text("firmware", ""))
        usb = facts["usb"]?.text.flatMap { USBSelector($0) }
        process = facts["pid"]?.int.flatMap { Int32(exactly: $0) } ?? 0
    }
}

/// A note that is none, or of a later version.
struct MalformedNote: Error, Hashable, CustomStringConvertible {
    /// The field that cannot be read.
    var field: String
    var description: String { "its field “\(field)” cannot be read" }
}
