import LabInstruments

/// An instrument on the command line: `[ROLE=]DRIVER@ADDRESS`, such as `cell=emstat@pty:/dev/pts/4`.
struct InstrumentAddress: Sendable, Hashable, CustomStringConvertible {
    /// The name the program uses, when the user gave one.
    var role: InstrumentRole?
    /// The driver's name.
    var driver: String
    /// Where the wire leads.
    var link: LinkAddress

    /// The simulated cell that a run uses when it names no instrument.
    static let simulatedDefault = InstrumentAddress(
        role: nil, driver: "emstat", link: LinkAddress(scheme: "sim", place: "redox"))

    init(role: InstrumentRole?, driver: String, link: LinkAddress) {
        self.role = role
        self.driver = driver
        self.link = link
    }

    /// Reads an address.
    ///
    /// - Throws: `LinkError.badAddress`.
    init(_ text: String) throws(LinkError) {
        guard let at = text.firstIndex(of: "@") else {
            throw .badAddress(
                address: text, expected: "an instrument reads DRIVER@ADDRESS, for example emstat@sim:redox")
        }
        let name = text[..<at]
        link = try LinkAddress(String(text[text.index(after: at)...]))
        if let equals = name.firstIndex(of: "=") {
            let role = name[..<equals]
            guard !role.isEmpty, role.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) }) else {
                throw .badAddress(address: text, expected: "a role is letters and digits, as in cell=emstat@…")
            }
            self.role = InstrumentRole(rawValue: String(role))
            driver = String(name[name.index(after: equals)...])
        } else {
            driver = String(name)
        }
        guard !driver.isEmpty else {
            throw .badAddress(address: text, expected: "no driver stands before the “@”")
        }
    }

    var description: String { (role.map { "\($0)=" } ?? "") + "\(driver)@\(link)" }
}
