import LabValues

extension SerialSettings {
    /// What may stand after the question mark of a serial address.
    static let optionNames = ["baud", "bits", "dtr", "flow", "parity", "rts", "stop"]

    /// These settings, changed by the options of an address.
    ///
    /// - Throws: `LinkError.badAddress` with what exists.
    public func applying(_ address: LinkAddress) throws(LinkError) -> SerialSettings {
        var settings = self
        for (name, value) in address.options.sorted(by: { $0.key < $1.key }) {
            do {
                try settings.set(name, to: value)
            } catch {
                throw .badAddress(address: address.description, expected: error.sentence)
            }
        }
        if settings.flow == .rtscts, settings.rts != nil {
            throw .badAddress(
                address: address.description,
                expected: "with flow=rtscts the line RTS belongs to the port: leave rts= out")
        }
        return settings
    }

    private mutating func set(_ name: String, to value: String) throws(OptionFault) {
        switch name {
        case "baud": baud = try Self.number(name, value, 50...4_000_000)
        case "bits": bits = try Self.number(name, value, 5...8)
        case "stop": stop = try Self.number(name, value, 1...2)
        case "parity": parity = try Self.word(name, value)
        case "flow": flow = try Self.word(name, value)
        case "dtr": dtr = try Self.word(name, value)
        case "rts": rts = try Self.word(name, value)
        default:
            let near = Self.optionNames.closest(to: name).map { "; did you mean \($0)?" } ?? ""
            throw OptionFault(
                "options of serial: are \(Self.optionNames.joined(separator: ", ")), not “\(name)”\(near)")
        }
    }

    private static func number(_ name: String, _ value: String, _ range: ClosedRange<Int>) throws(OptionFault) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw OptionFault("\(name) is a number from \(range.lowerBound) to \(range.upperBound), not “\(value)”")
        }
        return number
    }

    private static func word<Word: CaseIterable & RawRepresentable>(
        _ name: String, _ value: String
    ) throws(OptionFault) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: value) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw OptionFault("\(name) is one of \(words), not “\(value)”")
        }
        return word
    }
}

/// An option that cannot be.
private struct OptionFault: Error {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}
