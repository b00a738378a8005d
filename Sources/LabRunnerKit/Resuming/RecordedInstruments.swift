import LabEngine
import LabInstruments
import LabValues

/// The instruments an experiment was begun with, and which of them answer for it now. Pure.
struct RecordedInstruments: Sendable {
    private struct Entry: Sendable {
        var role: InstrumentRole
        var driver: String
        var address: String
        var identity: InstrumentIdentity
    }

    private let entries: [Entry]

    /// Reads the list `instruments` of `experiment_started` or `experiment_resumed`.
    init(_ facts: JSONValue?) {
        entries = (facts?.elements ?? []).compactMap { facts in
            guard let role = facts["role"]?.text, let driver = facts["driver"]?.text,
                let address = facts["address"]?.text
            else { return nil }
            let identity = InstrumentIdentity(
                manufacturer: facts["manufacturer"]?.text ?? "", model: facts["model"]?.text ?? "",
                serialNumber: facts["serial_number"]?.text ?? "", firmware: facts["firmware"]?.text ?? "")
            return Entry(
                role: InstrumentRole(rawValue: role), driver: driver, address: address, identity: identity)
        }
    }

    /// Who must answer in each role.
    var identities: [InstrumentRole: InstrumentIdentity] {
        Dictionary(entries.map { ($0.role, $0.identity) }) { first, _ in first }
    }

    /// What to open: the recorded addresses, or for a role the one that was typed, which must have the same driver.
    ///
    /// - Throws: `ResumeRefused.otherInstruments`, `LinkError.badAddress`, `UnknownDriver`.
    func addresses(replacedBy typed: [String], in drivers: DriverCatalog) throws -> [String] {
        var addresses: [InstrumentRole: InstrumentAddress] = [:]
        for entry in entries {
            var address = try InstrumentAddress(entry.address)
            address.role = entry.role
            addresses[entry.role] = address
        }
        for text in typed {
            var address = try InstrumentAddress(text)
            let role = try address.role ?? drivers.driver(named: address.driver).driver.role
            guard let entry = entries.first(where: { $0.role == role }) else {
                throw refusal("The experiment has no instrument called “\(role)”.")
            }
            guard entry.driver == address.driver else {
                throw refusal("“\(role)” was driven by \(entry.driver), not by \(address.driver).")
            }
            address.role = role
            addresses[role] = address
        }
        return entries.compactMap { addresses[$0.role].map { "\($0)" } }
    }

    private func refusal(_ sentence: String) -> ResumeRefused {
        .otherInstruments(
            sentence,
            recorded: entries.map {
                "\($0.role): \($0.address)" + ($0.identity.serialNumber.isEmpty ? "" : " (\($0.identity.serialNumber))")
            })
    }
}
